using Distribution.TaskScheduling.Executions;
using Quartz;

namespace Distribution.TaskScheduling.Tasks;

/// <summary>
/// Lets tasks follow their executions: complete, open again, change the verdict. The counts behind the log say where to look,
/// the executions themselves what is so; a look too early is repeated.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class SettleTasks(ExecutionPages pages, TimeProvider clock) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken ct) => await RunAsync(ct);

    public async Task RunAsync(CancellationToken ct)
    {
        var unsettled = await pages.InScopeAsync(session => session.QueryAsync<Guid>(
            "select id from mt_doc_task_progress where data ->> 'Unsettled' = 'true' limit 1000", ct));
        foreach (var id in unsettled)
            await pages.InScopeAsync(session => SettleAsync(session, id, ct));
    }

    private async Task<bool> SettleAsync(IDocumentSession session, Guid id, CancellationToken ct)
    {
        var any = await ExistsAsync("true");
        var open = await ExistsAsync(ExecutionsOf.Open);
        var failed = await ExistsAsync("data ->> 'State' in ('Failed', 'TimedOut')");
        var groupsLeft = any || (await session.QueryAsync<Guid>(
            "select k.id from mt_doc_distribution_task t cross join lateral jsonb_array_elements_text(t.data -> 'GroupIds') g"
            + " join mt_doc_known_group k on k.data ->> 'GroupId' = g and k.data ->> 'Removed' = 'false' where t.id = ? limit 1", ct, id)).Count > 0;
        await pages.DecideAsync<DistributionTask>(
            id, null, task => TaskDecisions.Settle(task, any, open, failed, clock.GetUtcNow(), groupsLeft), ct);
        return open;

        async Task<bool> ExistsAsync(string condition) => (await session.QueryAsync<Guid>(
            $"select id from mt_doc_execution where data ->> 'TaskId' = ? and {condition} limit 1", ct, id.ToString("D"))).Count > 0;
    }
}
