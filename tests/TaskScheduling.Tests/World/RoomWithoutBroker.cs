using Distribution.EventStore;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Destinations;
using Distribution.TaskScheduling.Executions;
using Distribution.TaskScheduling.Tasks;
using Distribution.Testing.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ActionKind = Distribution.Contracts.TaskScheduling.V1.ActionKind;
using TaskClass = Distribution.Contracts.TaskScheduling.V1.TaskClass;
using TaskKind = Distribution.Contracts.TaskScheduling.V1.TaskKind;

namespace Distribution.TaskScheduling.Tests.World;

/// <summary>The service as it is registered, on a real database, but not started: a test takes each step by hand, in any order.</summary>
internal sealed class RoomWithoutBroker : IAsyncDisposable
{
    private readonly WebApplication _application;

    private RoomWithoutBroker(WebApplication application) => _application = application;

    public static async Task<RoomWithoutBroker> CreateAsync(params string[] settings) => new(Program.Build(
        [$"--ConnectionStrings:Database={await PrivatePostgres.CreateDatabaseAsync("tasks")}", "--RabbitMq:Uri=amqp://127.0.0.1:1/none",
            $"--Content:LinkKeys={ServiceUnderTest.LinkKey}", $"--Gateway:CallerKeys={SignedCallers.Key}",
            .. LocalKeys.OfThisProcess.SettingsOf("task-scheduling").Select(setting => $"--{setting.Name}={setting.Value}"), .. settings]));

    /// <summary>A task for a group is created, and starts.</summary>
    /// <param name="by">Who made it; null is the platform.</param>
    /// <param name="second">Another group that it is for; null is none.</param>
    public Task TaskStarts(Guid task, Guid group, string? by = null, Guid? second = null) => Within(async services =>
    {
        var created = Created(task, new TaskDestinations([], second is { } other ? [group, other] : [group]), new TaskSchedule(null, null, null, null)) with { CreatedBy = by };
        await services.GetRequiredService<IDocumentSession>().Decide<DistributionTask>(task, state => TaskDecisions.Create(state, created), default);
    });

    /// <summary>A task for a group, which expires, has come to its end without errors.</summary>
    public async Task TaskCompletes(Guid task, DateTimeOffset? expiresAt)
    {
        var now = DateTimeOffset.UtcNow;
        await Append(
            task, Created(task, new TaskDestinations([], [Guid.CreateVersion7()]), new TaskSchedule(null, null, null, expiresAt)),
            new TaskStarted(task, now), new TaskIssued(task, now), new TaskCompleted(task, now));
        // Its group has a member that carried it out.
        var computer = Guid.CreateVersion7();
        var id = ExecutionDecisions.IdFor(task, computer);
        await Within(async services =>
        {
            var session = services.GetRequiredService<IDocumentSession>();
            session.Events.StartStream<Execution>(id, new ExecutionRequested(id, task, computer, 1, null, now));
            await session.SaveChangesAsync();
        });
    }

    /// <summary>A task waits for its day.</summary>
    public Task TaskWaits(Guid task, params Guid[] computers) =>
        Append(task, Created(task, new TaskDestinations(computers, []), new TaskSchedule(DateTimeOffset.UtcNow.AddDays(9), null, null, null)));

    /// <summary>A computer leaves the platform.</summary>
    public Task ComputerIsRemoved(Guid computer) => Within(services => services.GetRequiredService<IDocumentSession>().Decide<KnownComputer>(
        KnownComputer.IdFor(computer), state => KnownComputer.Forget(state, computer, 2), default));

    /// <summary>An ID group is there, or is there no more.</summary>
    public Task GroupIs(Guid group, bool removed) => Within(services => services.GetRequiredService<IDocumentSession>().Decide<KnownGroup>(
        KnownGroup.IdFor(group), state => removed ? KnownGroup.Forget(state, group, 2) : KnownGroup.Learn(state, group, 1, "All"), default));

    /// <summary>The retention sweep passes at a moment.</summary>
    public Task RetentionSweeps(DateTimeOffset now) => Within(services =>
        ActivatorUtilities.CreateInstance<SweepRetention>(services, new FixedClock(now)).RunAsync(default));

    /// <summary>The names of a task's events.</summary>
    public async Task<string[]> TaskHistory(Guid task)
    {
        string[] names = [];
        await Within(async services =>
            names = [.. (await services.GetRequiredService<IDocumentSession>().Events.FetchStreamAsync(task)).Select(e => e.Data.GetType().Name)]);
        return names;
    }

    /// <summary>The started task's executions are requested.</summary>
    public Task ExecutionsAreRequested(Guid task) => Within(services =>
        ActivatorUtilities.CreateInstance<RequestExecutions>(services).RunAsync(task, default));

    /// <summary>The started task's executions are requested by this clock.</summary>
    public Task ExecutionsAreRequested(Guid task, TimeProvider clock) => Within(services => ActivatorUtilities.CreateInstance<RequestExecutions>(
        services, new ExecutionRequests(services.GetRequiredService<ExecutionPages>(), services.GetRequiredService<IConfiguration>(), clock)).RunAsync(task, default));

    /// <summary>Memberships are written down, all at once.</summary>
    public Task MembersJoin(Guid group, IEnumerable<Guid> computers) => Within(async services =>
    {
        var session = services.GetRequiredService<IDocumentSession>();
        foreach (var computer in computers)
            session.Events.StartStream<GroupMember>(GroupMember.IdFor(group, computer), new MemberJoined(group, computer, 1));
        await session.SaveChangesAsync();
    });

    /// <summary>Executions on these computers are requested; while it is done, after the task was read, something else happens.</summary>
    public Task ExecutionsAreRequested(Guid task, IReadOnlyCollection<Guid> computers, Func<Task>? meanwhile = null) => Within(services => new ExecutionRequests(
        services.GetRequiredService<ExecutionPages>(), services.GetRequiredService<IConfiguration>(), new Interruption(meanwhile)).ForComputersAsync(task, computers, default));

    /// <summary>The started task does something else.</summary>
    public Task ActionsChange(Guid task, string command) => Within(services => services.GetRequiredService<ExecutionPages>().DecideAsync<DistributionTask>(
        task, null,
        state => TaskDecisions.Edit(state!, [new TaskActionsChanged(task, TaskKind.Distribution, [new TaskAction(ActionKind.Run, null, null, command, null, null)], DateTimeOffset.UtcNow)]),
        default));

    /// <summary>An execution as it is.</summary>
    public async Task<Execution?> Execution(Guid task, Guid computer)
    {
        Execution? found = null;
        await Within(async services => found = await services.GetRequiredService<IDocumentSession>().LoadAsync<Execution>(ExecutionDecisions.IdFor(task, computer)));
        return found;
    }

    /// <summary>What a publisher that has read nothing before would tell a computer.</summary>
    public async Task<IReadOnlyList<object>> Commands(Guid task, Guid computer)
    {
        IReadOnlyList<object> commands = [];
        await Within(async services =>
        {
            var session = services.GetRequiredService<IDocumentSession>();
            var events = await session.Events.FetchStreamAsync(ExecutionDecisions.IdFor(task, computer));
            var known = await KnownInstructions.OfAsync(events, Contracts.Rules.ContentLinkKeys.Parse(ServiceUnderTest.LinkKey), session, default);
            commands = [.. events.SelectMany(e => Messages.ToOutgoing(e, known)).OfType<Outgoing.Send>().Select(send => send.Message)];
        });
        return commands;
    }

    /// <summary>How many instructions were written down.</summary>
    public async Task<long> InstructionsWrittenDown()
    {
        var count = 0L;
        await Within(async services => count = (await services.GetRequiredService<IDocumentSession>().QueryAsync<long>(
            "select count(*) from mt_events where type = 'instruction_drawn_up'", default))[0]);
        return count;
    }

    /// <summary>Steps whose message was given up are done.</summary>
    public Task StepsAreFinished(TimeProvider clock) => Within(services => new FinishSteps(
        services.GetRequiredService<IServiceScopeFactory>(), services.GetRequiredService<ExecutionPages>(), clock).RunAsync(default));

    /// <summary>A membership is written down.</summary>
    public Task MemberJoins(Guid group, Guid computer) => Within(services => services.GetRequiredService<IDocumentSession>().Decide<GroupMember>(
        GroupMember.IdFor(group, computer), state => GroupMember.Join(state, group, computer, 1), default));

    /// <summary>The newcomer's standing tasks are looked for.</summary>
    public Task NewcomerIsServed(Guid group, Guid computer) => Within(services =>
        services.GetRequiredService<ExecutionRequests>().ForNewcomerAsync(group, computer, default));

    /// <summary>The task is called off.</summary>
    public Task TaskIsCancelled(Guid task) => Within(services => services.GetRequiredService<ExecutionPages>().DecideAsync<DistributionTask>(
        task, null, state => TaskDecisions.Cancel(state!, "Wrong.", DateTimeOffset.UtcNow), default));

    /// <summary>Somebody approves the task.</summary>
    public Task TaskIsApproved(Guid task, string by) => Within(services => services.GetRequiredService<ExecutionPages>().DecideAsync<DistributionTask>(
        task, null, state => TaskDecisions.Approve(state!, by, DateTimeOffset.UtcNow), default));

    /// <summary>The cancelled task's executions are called off.</summary>
    public Task ExecutionsAreCancelled(Guid task) => Within(services => services.GetRequiredService<ExecutionPages>().SweepAsync(
        ExecutionsOf.Task(task), e => ExecutionDecisions.Cancel(e, "Wrong.", DateTimeOffset.UtcNow), default));

    /// <summary>The names of an execution's events.</summary>
    public async Task<string[]> History(Guid task, Guid computer)
    {
        string[] names = [];
        await Within(async services => names =
        [
            .. (await services.GetRequiredService<IDocumentSession>().Events.FetchStreamAsync(ExecutionDecisions.IdFor(task, computer)))
                .Select(e => e.Data.GetType().Name),
        ]);
        return names;
    }

    /// <summary>What ended long ago is put away; answers how many executions were.</summary>
    public async Task<long> ExecutionsAreArchived(int? afterDays, DateTimeOffset now)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new(ArchiveExecutions.Setting, $"{afterDays}")]).Build();
        return await new ArchiveExecutions(_application.Services.GetRequiredService<IServiceScopeFactory>(), settings, new FixedClock(now)).RunAsync(default);
    }

    /// <summary>How many rows there are in a table, with a condition behind its name.</summary>
    public async Task<long> CountAsync(string from)
    {
        var count = 0L;
        await Within(async services => count = (await services.GetRequiredService<IDocumentSession>().QueryAsync<long>($"select count(*) from {from}", default)).Single());
        return count;
    }

    /// <summary>Changes rows behind the service's back.</summary>
    public Task ExecuteAsync(string sql) => Within(services =>
        services.GetRequiredService<IDocumentSession>().QueryAsync<long>($"with changed as ({sql} returning 1) select count(*) from changed", default));

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private static TaskCreated Created(Guid task, TaskDestinations destinations, TaskSchedule schedule) => new(
        task, "Standing", "", TaskKind.Distribution, TaskClass.Administrator, [new TaskAction(ActionKind.Run, null, null, "true", null, null)],
        destinations, schedule, new TaskRunning(false, 900), null, "", DateTimeOffset.UtcNow);

    private Task Append(Guid task, params object[] events) => Within(async services =>
    {
        var session = services.GetRequiredService<IDocumentSession>();
        session.Events.StartStream<DistributionTask>(task, events);
        await session.SaveChangesAsync();
    });

    // The first look at the clock is where the interruption comes.
    private sealed class Interruption(Func<Task>? meanwhile) : TimeProvider
    {
        private Func<Task>? _once = meanwhile;

        public override DateTimeOffset GetUtcNow()
        {
            Interlocked.Exchange(ref _once, null)?.Invoke().GetAwaiter().GetResult();
            return base.GetUtcNow();
        }
    }

    private async Task Within(Func<IServiceProvider, Task> work)
    {
        await using var scope = _application.Services.CreateAsyncScope();
        await work(scope.ServiceProvider);
    }
}
