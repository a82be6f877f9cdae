using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Executions;
using Quartz;

namespace Distribution.TaskScheduling.Tasks;

/// <summary>
/// Starts scheduled tasks whose moment has come, and makes the runs of recurring ones. Several replicas may do it at once: a task
/// starts once, and a run's id follows from its moment.
/// </summary>
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
            var history = await pages.InScopeAsync(session => session.Events.FetchStreamAsync(id, token: ct));
            correlation.Id = history[0].CorrelationId;
            if (TaskDestinations.In(history.Select(e => e.Data)) is { } destinations && IsRecurring(history))
                await pages.InScopeAsync(session => MakeRunAsync(session, id, destinations, now, ct));
            else
                await pages.DecideAsync<DistributionTask>(id, null, task => TaskDecisions.Start(task, now), ct);
        }
    }

    private static bool IsRecurring(IReadOnlyList<IEvent> history) =>
        history.Select(e => e.Data).Aggregate((DistributionTask?)null, DistributionTask.Evolve) is { Recurs: true };

    private static async Task<bool> MakeRunAsync(IDocumentSession session, Guid id, TaskDestinations destinations, DateTimeOffset now, CancellationToken ct)
    {
        var series = await session.Events.FetchForWriting<DistributionTask>(id, ct);
        var runs = TaskRuns.Make(series.Aggregate, destinations, now);
        if (runs.Run.Length > 0)
            session.Events.StartStream<DistributionTask>(runs.RunId, runs.Run);
        series.AppendMany(runs.Series);
        try
        {
            // Both streams in one transaction: a run without its mark would be made again, a mark without its run would lose it.
            await session.SaveChangesAsync(ct);
            return true;
        }
        catch (Exception raced) when (raced is ExistingStreamIdCollisionException or ConcurrencyException)
        {
            return false;
        }
    }
}
