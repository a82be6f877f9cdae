using Distribution.TaskScheduling.Tasks;
using Quartz;

namespace Distribution.TaskScheduling.Executions;

/// <summary>
/// Does again what a message should have done long ago: a message that was given up lies in an '_error' queue, and its task would wait for
/// ever. Both steps pass over what is done, so that it harms nobody when the message was only slow.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class FinishSteps(IServiceScopeFactory scopes, ExecutionPages pages, TimeProvider clock) : IJob
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken ct) => await RunAsync(ct);

    public async Task RunAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - Patience;
        foreach (var task in await LateAsync("data ->> 'State' = 'Started' and data ->> 'Issued' = 'false' and data ->> 'AwaitsApproval' is null and (data ->> 'StartedAt')::timestamptz < ?"))
        {
            await using var scope = scopes.CreateAsyncScope();
            await ActivatorUtilities.CreateInstance<RequestExecutions>(scope.ServiceProvider).RunAsync(task.Id, ct);
        }

        foreach (var task in await LateAsync(
            "data ->> 'State' in ('Cancelled', 'Removed') and (data ->> 'EndedAt')::timestamptz < ?"
            + " and id in (select id from mt_doc_task_progress where data ->> 'CallingOff' = 'true')"))
        {
            var letFinish = await pages.InScopeAsync(session => session.QueryAsync<bool>(
                "select coalesce((data ->> 'LetFinish')::boolean, false) from mt_events where stream_id = ? and type = 'task_cancelled'"
                + " order by version desc limit 1", ct, task.Id));
            await pages.SweepAsync(
                new ExecutionsOf($"data ->> 'TaskId' = ? and {ExecutionsOf.Open} and data ->> 'CancelAsked' = 'false'", task.Id.ToString("D")),
                e => ExecutionDecisions.Cancel(e, task.Reason ?? "", clock.GetUtcNow(), letFinish.Contains(true)), ct);
        }

        Task<IReadOnlyList<DistributionTask>> LateAsync(string condition) =>
            pages.InScopeAsync(session => session.QueryAsync<DistributionTask>($"where {condition} order by id limit 100", ct, before));
    }
}
