using Distribution.TaskScheduling.Tasks;
using Quartz;

namespace Distribution.TaskScheduling.Executions;

/// <summary>
/// Dispatches what is requested but not dispatched: after a retry, when a package became known late, when a place has become free. It
/// follows the state and not a message, so that nothing waits for ever for a wake-up that was lost. Tasks with a higher priority go first,
/// then the older ones; on a computer the agent keeps the same order.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class DispatchExecutions(ExecutionPages pages, TimeProvider clock) : IJob
{
    private const string Requested = "data ->> 'State' = 'Requested'";
    private const string Held = "data ->> 'State' = 'Waiting' and data ->> 'WaitingFor' = 'Slot'";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken ct) => await RunAsync(ct);

    public async Task RunAsync(CancellationToken ct)
    {
        var open = new OpenPlaces(pages);
        var tasks = await pages.InScopeAsync(session => session.QueryAsync<DistributionTask>(
            $"where id in (select (data ->> 'TaskId')::uuid from mt_doc_execution where {Requested} or ({Held}))", ct));
        if (tasks.Count == 0)
            return;
        var counted = await open.CountAsync(tasks, ct);
        foreach (var task in tasks.OrderByDescending(task => task.Running.Parameters?.Priority ?? 0).ThenBy(task => task.CreatedAt).ThenBy(task => task.Id))
            await DispatchAsync(task, counted is null ? null : new Turn(open, counted, task.Id), ct);
    }

    private async Task DispatchAsync(DistributionTask task, Turn? turn, CancellationToken ct)
    {
        if (task.Stands && task.Hold is not null)
            return;
        var instructions = await pages.InScopeAsync(session => Instructions.ForAsync(task, session, ct));
        var now = clock.GetUtcNow();
        // What waits for its wave or its own moment is not even looked at: there may be 100,000 of them.
        const string Due = "coalesce((data ->> 'Wave')::int, 0) <= ? and coalesce((data ->> 'DispatchAt')::bigint, 0) <= ?";
        var wave = task.Stands && task.Waves is { } waves ? waves.Open : int.MaxValue;
        // Who waits already has the first claim; then come those that were requested since.
        foreach (var condition in (string[])[Held, Requested])
        {
            await pages.SweepAsync(
                new ExecutionsOf($"{condition} and data ->> 'TaskId' = ? and {Due}", task.Id.ToString("D"), wave, now.ToUnixTimeMilliseconds()),
                e => !task.Stands ? ExecutionDecisions.Cancel(e, task.Reason ?? "The task is over.", now)
                    : turn is null || turn.Takes(e) ? instructions.Dispatch(e, now)
                    : ExecutionDecisions.Hold(e, now),
                ct,
                turn is null ? null : ids => turn.LearnAsync(ids, ct),
                () => condition == Held && turn?.IsOver == true);
        }
    }

    /// <summary>One task's claim to the places that are left.</summary>
    private sealed class Turn(OpenPlaces open, OpenPlaces.Counted counted, Guid taskId)
    {
        private readonly Dictionary<Guid, bool> _took = [];
        private ILookup<Guid, Guid>? _groups;

        public bool IsOver => counted.Places.FreeIn(Places.System) == 0 || counted.Places.FreeIn(Places.Task(taskId)) == 0;

        public async Task LearnAsync(IReadOnlyCollection<Guid> executionIds, CancellationToken ct) =>
            _groups = await open.GroupsOfAsync(executionIds, counted.Groups, ct);

        // Asked again after a lost race, the answer is the same: the place was taken the first time.
        public bool Takes(Execution e)
        {
            if (!_took.TryGetValue(e.Id, out var took))
                _took[e.Id] = took = counted.Places.Take([Places.System, Places.Task(taskId), .. _groups?[e.ComputerId].Select(Places.Group) ?? []]);
            return took;
        }
    }
}
