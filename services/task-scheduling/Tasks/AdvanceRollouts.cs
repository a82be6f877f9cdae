using Distribution.TaskScheduling.Executions;
using Quartz;

namespace Distribution.TaskScheduling.Tasks;

/// <summary>Opens the waves of started tasks, or halts them, by their executions as they are now.</summary>
[DisallowConcurrentExecution]
internal sealed class AdvanceRollouts(ExecutionPages pages, TimeProvider clock) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken ct) => await RunAsync(ct);

    public async Task RunAsync(CancellationToken ct)
    {
        var rollouts = await pages.InScopeAsync(session => session.QueryAsync<Guid>(
            "select id from mt_doc_distribution_task where data ->> 'RollsOut' = 'true' limit 1000", ct));
        foreach (var id in rollouts)
        {
            var counts = await pages.InScopeAsync(session => CountAsync(session, id, ct));
            await pages.DecideAsync<DistributionTask>(id, null, task => RolloutDecisions.Advance(task, counts, clock.GetUtcNow()), ct);
        }
    }

    /// <summary>How the computers of each wave stand, counted from the executions themselves.</summary>
    public static async Task<IReadOnlyList<WaveCounts>> CountAsync(IDocumentSession session, Guid taskId, CancellationToken ct) =>
        await session.QueryAsync<WaveCounts>(
            "select jsonb_build_object('Wave', (data ->> 'Wave')::int, 'Total', count(*),"
            + $" 'Open', count(*) filter (where {ExecutionsOf.Open}),"
            + " 'Succeeded', count(*) filter (where data ->> 'State' = 'Succeeded'),"
            + " 'Failed', count(*) filter (where data ->> 'State' in ('Failed', 'TimedOut')))"
            + " from mt_doc_execution where data ->> 'TaskId' = ? and data ->> 'Wave' is not null group by (data ->> 'Wave')::int",
            ct, taskId.ToString("D"));
}
