using Distribution.TaskScheduling.Executions;
using Quartz;

namespace Distribution.TaskScheduling.Tasks;

/// <summary>Takes off the list what the rules of retention say (domain 2.5). Repeating it removes nothing more.</summary>
[DisallowConcurrentExecution]
internal sealed class SweepRetention(ExecutionPages pages, TimeProvider clock) : IJob
{
    // A task has lost its last destination when its groups are gone, and with them every computer that had or was to have an execution.
    private const string NoGroupLeft =
        "not exists (select 1 from jsonb_array_elements_text(t.data -> 'GroupIds') g join mt_doc_known_group k"
        + " on k.data ->> 'GroupId' = g and k.data ->> 'Removed' = 'false')";

    private const string Aged =
        "select id from mt_doc_distribution_task where (data ->> 'RetireAt')::bigint <= ? order by (data ->> 'RetireAt')::bigint limit 1000";

    private const string Emptied =
        "select t.id from mt_doc_distribution_task t where t.data ->> 'State' = 'Completed' and t.data ->> 'NextRunAt' is null and " + NoGroupLeft
        + " and not exists (select 1 from mt_doc_execution e where e.data ->> 'TaskId' = t.id::text and e.data ->> 'State' <> 'Removed') limit 1000";

    // Only the events name a task's computers; the present list is the last one that an event of the stream holds.
    private const string NeverToStart =
        "select t.id from mt_doc_distribution_task t where t.data ->> 'State' = 'Scheduled' and t.data ->> 'DueAt' is not null"
        + " and t.data -> 'Schedule' ->> 'Cron' is null and " + NoGroupLeft
        + " and not exists (select 1 from jsonb_array_elements_text((select e.data -> 'Destinations' -> 'ComputerIds' from mt_events e"
        + " where e.stream_id = t.id and e.type in ('task_created', 'task_destinations_changed') order by e.version desc limit 1)) c"
        + " left join mt_doc_known_computer k on k.data ->> 'ComputerId' = c where k.id is null or k.data ->> 'Removed' = 'false') limit 1000";

    // Nobody had joined its groups before they were deleted.
    private const string NeverToBegin =
        "select t.id from mt_doc_distribution_task t where t.data ->> 'State' = 'Started' and t.data ->> 'Issued' = 'true'"
        + " and t.data -> 'GroupIds' <> '[]' and " + NoGroupLeft
        + " and not exists (select 1 from mt_doc_execution e where e.data ->> 'TaskId' = t.id::text) limit 1000";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken ct) => await RunAsync(ct);

    public async Task RunAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await SweepAsync(await FindAsync(Aged, now.ToUnixTimeMilliseconds()), destinationLeft: true);
        // First what is completed already, so that a task completed by this sweep is removed by the next: both are events.
        await SweepAsync(await FindAsync(Emptied), destinationLeft: false);
        await SweepAsync(await FindAsync(NeverToStart), destinationLeft: false);
        await SweepAsync(await FindAsync(NeverToBegin), destinationLeft: false);

        Task<IReadOnlyList<Guid>> FindAsync(string sql, params object[] parameters) =>
            pages.InScopeAsync(session => session.QueryAsync<Guid>(sql, ct, parameters));

        async Task SweepAsync(IReadOnlyList<Guid> tasks, bool destinationLeft)
        {
            foreach (var id in tasks)
                await pages.DecideAsync<DistributionTask>(id, null, task => TaskRetention.Sweep(task, destinationLeft, now), ct);
        }
    }
}
