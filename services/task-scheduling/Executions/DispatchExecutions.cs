using Distribution.TaskScheduling.Tasks;
using Quartz;

namespace Distribution.TaskScheduling.Executions;

/// <summary>
/// Dispatches what is requested but not dispatched: after a retry, or when a package became known late. It follows the state and
/// not a message, so that nothing waits for ever for a wake-up that was lost.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class DispatchExecutions(ExecutionPages pages, TimeProvider clock) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken ct) => await RunAsync(ct);

    public async Task RunAsync(CancellationToken ct)
    {
        var tasks = await pages.InScopeAsync(session => session.QueryAsync<Guid>(
            "select distinct (data ->> 'TaskId')::uuid from mt_doc_execution where data ->> 'State' = 'Requested'", ct));
        foreach (var id in tasks)
            await DispatchAsync(id, ct);
    }

    private async Task DispatchAsync(Guid taskId, CancellationToken ct)
    {
        var (task, instructions) = await pages.InScopeAsync(async session =>
            await session.LoadAsync<DistributionTask>(taskId, ct) is { } loaded ? (loaded, await Instructions.ForAsync(loaded, session, ct)) : default);
        if (task is null || (task.Stands && task.Hold is not null))
            return;
        var now = clock.GetUtcNow();
        Func<Execution, IEnumerable<object>> decide = e =>
            task.Stands ? instructions.Dispatch(e, now) : ExecutionDecisions.Cancel(e, task.Reason ?? "The task is over.", now);
        // What waits for its wave or its own moment is not even looked at: there may be 100,000 of them.
        await pages.SweepAsync(
            new ExecutionsOf(
                "data ->> 'State' = 'Requested' and data ->> 'TaskId' = ? and coalesce((data ->> 'Wave')::int, 0) <= ?"
                + " and coalesce((data ->> 'DispatchAt')::bigint, 0) <= ?",
                taskId.ToString("D"), task.Stands && task.Waves is { } waves ? waves.Open : int.MaxValue, now.ToUnixTimeMilliseconds()),
            decide, ct);
    }
}
