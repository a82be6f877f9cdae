using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.EventStore;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Destinations;
using Distribution.TaskScheduling.Executions;
using Distribution.TaskScheduling.Tasks;
using Distribution.Testing.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ActionKind = Distribution.Contracts.TaskScheduling.V1.ActionKind;
using TaskClass = Distribution.Contracts.TaskScheduling.V1.TaskClass;
using TaskKind = Distribution.Contracts.TaskScheduling.V1.TaskKind;

namespace Distribution.TaskScheduling.Tests.World;

/// <summary>
/// One computer, two ID groups and one task for both, told to the service's own consumers on a real database without a bus. Whoever
/// acts may be given an <see cref="Actor"/>, and then does one read or write at a time.
/// </summary>
internal sealed class NewcomerWorld(WebApplication application)
{
    private static readonly string[] Requesting = ["ExecutionRequested", "ExecutionIssued"];
    private static readonly string[] Dispatching = ["ExecutionDispatched", "ExecutionIssued"];

    private readonly Guid _computer = Guid.CreateVersion7();
    private readonly Guid[] _groups = [Guid.CreateVersion7(), Guid.CreateVersion7()];
    private readonly Guid _task = Guid.CreateVersion7();
    private readonly DateTimeOffset _start = DateTimeOffset.UtcNow;
    private bool _isExpired;

    public static async Task<WebApplication> ServiceAsync() => Program.Build(
    [
        $"--ConnectionStrings:Database={await PrivatePostgres.CreateDatabaseAsync("newcomers")}", "--RabbitMq:Uri=amqp://127.0.0.1:1/none",
        $"--Content:LinkKeys={ServiceUnderTest.LinkKey}", $"--Gateway:CallerKeys={SignedCallers.Key}",
        .. LocalKeys.OfThisProcess.SettingsOf("task-scheduling").Select(setting => $"--{setting.Name}={setting.Value}"),
    ]);

    public Task Joins(Actor? actor = null, long version = 1, int group = 0) => Within(actor, services => Members(services).Consume(
        Told.Of(new ComputerJoinedGroup(_groups[group], _computer, version, _start))));

    public Task Leaves(long version) => Within(null, services => Members(services).Consume(
        Told.Of(new ComputerLeftGroup(_groups[0], _computer, version, _start))));

    public Task GroupGoes() => Within(null, services => ActivatorUtilities.CreateInstance<KnownGroups>(services).Consume(
        Told.Of(new GroupRemoved(_groups[0], 9, _start))));

    public Task ComputerGoes(Actor? actor = null) => Within(actor, services => ActivatorUtilities.CreateInstance<KnownComputers>(services, Pages(services), Clock).Consume(
        Told.Of(new ComputerRemoved(_computer, 9, _start))));

    public Task TaskStarts(Actor? actor = null) => Within(actor, services => services.GetRequiredService<IDocumentSession>().Decide<DistributionTask>(
        _task,
        state => TaskDecisions.Create(state, new TaskCreated(
            _task, "Standing", "", TaskKind.Distribution, TaskClass.Administrator, [new TaskAction(ActionKind.Run, null, null, "true", null, null)],
            new TaskDestinations([], _groups), new TaskSchedule(null, null, null, _start.AddHours(1)), new TaskRunning(false, 900), null, "", _start)),
        default));

    public Task ExecutionsAreRequested(Actor? actor = null) => Within(actor, services =>
        ActivatorUtilities.CreateInstance<RequestExecutions>(services, Pages(services), Requests(services), Clock).RunAsync(_task, default));

    public async Task TaskStartsAndIsRequested(Actor? actor = null)
    {
        await TaskStarts(actor);
        await ExecutionsAreRequested(actor);
    }

    public async Task TaskIsCancelled(Actor? actor = null)
    {
        await Within(actor, services => Pages(services).DecideAsync<DistributionTask>(_task, null, state => TaskDecisions.Cancel(state!, "Wrong.", _start), default));
        await Within(actor, services => new CancelExecutions(Pages(services), Clock).Consume(
            Told.Of(new Contracts.TaskScheduling.V1.TaskCancelled(_task, 3, "Wrong.", _start))));
    }

    /// <summary>From now on it is later than the task's expiry.</summary>
    public void TaskExpires() => _isExpired = true;

    /// <summary>How often the execution was requested and dispatched, and whether it is still to be carried out.</summary>
    public async Task<(int Requested, int Dispatched, bool Lives)> ExecutionAsync()
    {
        var result = (0, 0, false);
        await Within(null, async services =>
        {
            var session = services.GetRequiredService<IDocumentSession>();
            var id = ExecutionDecisions.IdFor(_task, _computer);
            var names = (await session.Events.FetchStreamAsync(id)).Select(e => e.Data.GetType().Name).ToList();
            result = (names.Count(Requesting.Contains), names.Count(Dispatching.Contains),
                await session.LoadAsync<Execution>(id) is { IsFinal: false, CancelAsked: false });
        });
        return result;
    }

    private FixedClock Clock => new(_isExpired ? _start.AddHours(2) : _start);

    private static ExecutionPages Pages(IServiceProvider services) => ActivatorUtilities.CreateInstance<ExecutionPages>(services);

    private ExecutionRequests Requests(IServiceProvider services) => ActivatorUtilities.CreateInstance<ExecutionRequests>(services, Pages(services), Clock);

    private GroupMembers Members(IServiceProvider services) => ActivatorUtilities.CreateInstance<GroupMembers>(services, Requests(services));

    // As the bus does: whoever lost a race is told the message again, and an endpoint answers with 409.
    private async Task Within(Actor? actor, Func<IServiceProvider, Task> work)
    {
        while (true)
        {
            await using var scope = application.Services.CreateAsyncScope();
            try
            {
                await work(actor is null ? scope.ServiceProvider : new GatedServices(scope.ServiceProvider, actor));
                return;
            }
            catch (ConcurrencyException)
            {
                continue;
            }
        }
    }
}
