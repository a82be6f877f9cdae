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
            var (task, progress) = await pages.InScopeAsync(async session =>
                (await session.LoadAsync<DistributionTask>(id, ct), await session.LoadAsync<TaskProgress>(id, ct)));
            // The counts behind the log lag by a moment; the next beat sees what this one does not.
            if (task is not { Waves: { } waves } || RolloutDecisions.IsQuiet(task, progress?.Failed ?? 0))
                continue;
            // Nobody asks how a wave stands that has not been opened, and it may be nearly the whole fleet.
            var counts = waves.Open == 0 ? [] : await pages.InScopeAsync(session => CountAsync(session, id, ct, waves.Open));
            await pages.DecideAsync<DistributionTask>(id, null, task => RolloutDecisions.Advance(task, counts, clock.GetUtcNow()), ct);
        }
    }

    /// <summary>How the computers of each wave stand, counted from the executions themselves.</summary>
    /// <param name="upTo">The last wave that is counted.</param>
    public static async Task<IReadOnlyList<WaveCounts>> CountAsync(IDocumentSession session, Guid taskId, CancellationToken ct, int upTo = int.MaxValue) =>
        await session.QueryAsync<WaveCounts>(
            "select jsonb_build_object('Wave', (data ->> 'Wave')::int, 'Total', count(*),"
            + $" 'Open', count(*) filter (where {ExecutionsOf.Open}),"
            + " 'Succeeded', count(*) filter (where data ->> 'State' = 'Succeeded'),"
            + " 'Failed', count(*) filter (where data ->> 'State' in ('Failed', 'TimedOut')))"
            + " from mt_doc_execution where data ->> 'TaskId' = ? and data ->> 'Wave' is not null and (data ->> 'Wave')::int <= ? group by (data ->> 'Wave')::int",
            ct, taskId.ToString("D"), upTo);
}
