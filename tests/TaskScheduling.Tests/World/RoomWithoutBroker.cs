using Distribution.EventStore;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Destinations;
using Distribution.TaskScheduling.Executions;
using Distribution.TaskScheduling.Tasks;
using Microsoft.AspNetCore.Builder;
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

    public static async Task<RoomWithoutBroker> CreateAsync() => new(Program.Build(
        [$"--ConnectionStrings:Database={await PrivatePostgres.CreateDatabaseAsync("tasks")}", "--RabbitMq:Uri=amqp://127.0.0.1:1/none",
            $"--Content:LinkKeys={ServiceUnderTest.LinkKey}"]));

    /// <summary>A task for a group is created, and starts.</summary>
    public Task TaskStarts(Guid task, Guid group) => Within(async services =>
    {
        var created = Created(task, new TaskDestinations([], [group]), new TaskSchedule(null, null, null, null));
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

    private async Task Within(Func<IServiceProvider, Task> work)
    {
        await using var scope = _application.Services.CreateAsyncScope();
        await work(scope.ServiceProvider);
    }
}
