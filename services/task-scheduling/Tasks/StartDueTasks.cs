using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Executions;
using Quartz;

namespace Distribution.TaskScheduling.Tasks;

/// <summary>Starts scheduled tasks whose moment has come. Several replicas may do it at once: a task starts once.</summary>
[DisallowConcurrentExecution]
internal sealed class StartDueTasks(ExecutionPages pages, Correlation correlation, TimeProvider clock) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken ct) => await RunAsync(ct);

    public async Task RunAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = await pages.InScopeAsync(session => session.QueryAsync<Guid>(
            "select id from mt_doc_distribution_task where (data ->> 'DueAt')::bigint <= ? order by (data ->> 'DueAt')::bigint limit 1000",
            ct, now.ToUnixTimeMilliseconds()));
        foreach (var id in due)
        {
            // What follows belongs to the request that created the task, hours or days ago.
            correlation.Id = await pages.InScopeAsync(async session =>
                (await session.Events.FetchStreamAsync(id, version: 1, token: ct))[0].CorrelationId);
            await pages.DecideAsync<DistributionTask>(id, null, task => DistributionTask.Start(task, now), ct);
        }
    }
}
