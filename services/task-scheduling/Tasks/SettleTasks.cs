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
        await pages.DecideAsync<DistributionTask>(id, null, task => DistributionTask.Settle(task, any, open, failed, clock.GetUtcNow()), ct);
        return open;

        async Task<bool> ExistsAsync(string condition) => (await session.QueryAsync<Guid>(
            $"select id from mt_doc_execution where data ->> 'TaskId' = ? and {condition} limit 1", ct, id.ToString("D"))).Count > 0;
    }
}
