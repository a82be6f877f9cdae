using Distribution.Contracts;
using Distribution.Contracts.Rules;
using Distribution.Contracts.Rules.Trust;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Countermeasures;
using Distribution.TaskScheduling.Destinations;
using Distribution.TaskScheduling.Executions;
using Distribution.TaskScheduling.Tasks;

namespace Distribution.TaskScheduling;

/// <summary>The one place that registers: reading it lists every endpoint, consumer and projection.</summary>
public static class Program
{
    /// <summary>Runs the service until it is told to stop.</summary>
    public static Task<int> Main(string[] args) => ServiceProgram.RunAsync(args, Build);

    /// <summary>The service, ready to run.</summary>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults("task-scheduling");
        _ = ArchiveExecutions.AfterDays(builder.Configuration);
        _ = Confirmation.Above(builder.Configuration);
        _ = TaskAuthor.Above(builder.Configuration);
        var signing = ServiceSigning.Open(name => builder.Configuration[name], TrustRoles.Tasks);
        builder.Services.AddSingleton<SignSent>((command, urn, at, body) => signing.HeadersOf(Guid.Parse(command.RoutingKey), urn, at, body.Span));
        var keys = ContentLinkKeys.Parse(builder.Configuration[ContentLinkKeys.Setting]);
        builder.AddStore(
            options =>
            {
                options.Schema.For<LastContact>();
                options.Projections.Add<DistributionTaskProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<ExecutionProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<KnownPackageProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<KnownComputerProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<KnownSoftwareProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<KnownGroupProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<GroupMemberProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<GroupWindowsProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<DispatchLimitProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<RetryOrderProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<TaskTemplateProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<PolicyEnforcementProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<TaskProgressProjection>(ProjectionLifecycle.Async);
            },
            async (page, session, ct) =>
            {
                var known = await KnownInstructions.OfAsync(page, keys, session, ct);
                return e => Messages.ToOutgoing(e, known);
            },
            Indexes.All);
        builder.AddBus(bus =>
        {
            bus.AddConsumer<KnownPackages>();
            bus.AddConsumer<KnownComputers>();
            bus.AddConsumer<KnownGroups>();
            bus.AddConsumer<GroupMembers>();
            bus.AddConsumer<MakeCountermeasures>();
            bus.AddConsumer<RequestExecutions>();
            bus.AddConsumer<CancelExecutions>();
            bus.AddConsumer<StopExecutions>();
            bus.AddConsumer<FollowEdits>();
            bus.AddBatchConsumer<SendAgainOnContact>();
            bus.AddBatchConsumer<LearnInventories>();
        });
        builder.AddServedQueues(RecordReports.Queue, AgentQueue.UnroutableQueue, AgentQueue.DeadLetterExchange);
        builder.Services.AddScoped<ExecutionPages>();
        builder.Services.AddScoped<ExecutionRequests>();
        builder.Services.AddScoped<UndeliveredExecutions>();
        builder.Services.AddScoped<TaskAuthor>();
        builder.Services.AddHostedService<RecordReports>();
        builder.Services.AddHostedService<RecordUnroutable>();
        builder.Services.AddHostedService<RecordDeadLetters>();
        builder.AddClockwork(work =>
        {
            work.Every<StartDueTasks>(TimeSpan.FromSeconds(1));
            work.Every<DispatchExecutions>(TimeSpan.FromSeconds(1));
            work.Every<CarryOutRetryOrders>(TimeSpan.FromSeconds(1));
            work.Every<FinishSteps>(TimeSpan.FromSeconds(30));
            work.Every<SettleTasks>(TimeSpan.FromSeconds(1));
            work.Every<TimeOutExecutions>(TimeSpan.FromSeconds(2));
            work.Every<AdvanceRollouts>(TimeSpan.FromSeconds(2));
            work.Every<RestartExecutions>(TimeSpan.FromSeconds(2));
            work.Every<SweepRetention>(TimeSpan.FromMinutes(1));
            work.Every<ArchiveExecutions>(TimeSpan.FromMinutes(10));
        });

        var app = builder.Build();
        app.UseServiceDefaults(Permissions.Routes, Scopes.Routes);
        app.MapCreateTask();
        app.MapEditTask();
        app.MapCopyTask();
        app.MapApproveTask();
        app.MapCancelTask();
        app.MapRemoveTask();
        app.MapHoldTask();
        app.MapGetTaskHistory();
        app.MapPreviewTask();
        app.MapTemplates();
        app.MapSetGroupWindows();
        app.MapGetTasks();
        app.MapGetProgress();
        app.MapGetExecutions();
        app.MapRetryExecutions();
        app.MapSetDispatchLimit();
        return app;
    }
}
