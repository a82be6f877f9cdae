using Distribution.ServiceDefaults;
using Quartz;

namespace Distribution.TaskScheduling.Executions;

/// <summary>
/// Puts away what ended long ago: executions of tasks that left the list more than Archive:AfterDays ago (none are when it is not set). Their
/// streams and events are marked as archived, as Marten marks them, so that a database's own means can move or drop them; their documents go.
/// Reports keep their rows; reports that are built anew no longer hear of what is archived.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class ArchiveExecutions(IServiceScopeFactory scopes, IConfiguration configuration, TimeProvider clock) : IJob
{
    /// <summary>The setting.</summary>
    public const string Setting = "Archive:AfterDays";

    private const int Page = 1_000;

    // One statement, and so one transaction: an execution is put away whole or not at all.
    private static readonly string PutAway = $"""
        with due as (
            select e.id from mt_doc_distribution_task t join mt_streams s on s.id = t.id join mt_doc_execution e on e.data ->> 'TaskId' = t.id::text
            where t.data ->> 'State' = 'Removed' and s.timestamp < ? and not ({ExecutionsOf.Open.Replace("data", "e.data", StringComparison.Ordinal)}) limit {Page}),
        streams as (update mt_streams set is_archived = true where id in (select id from due)),
        events as (update mt_events set is_archived = true where stream_id in (select id from due)),
        gone as (delete from mt_doc_execution where id in (select id from due) returning 1)
        select count(*) from gone
        """;

    /// <summary>After how many days; null is never. A month is the least: until then everybody has heard of them.</summary>
    /// <exception cref="SettingException">It is no such number.</exception>
    public static int? AfterDays(IConfiguration configuration) =>
        configuration[Setting] is { Length: > 0 } ? configuration.Whole(Setting, 0, least: 30, most: 36_500) : null;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken ct) => await RunAsync(ct);

    /// <returns>How many were put away.</returns>
    public async Task<long> RunAsync(CancellationToken ct)
    {
        if (AfterDays(configuration) is not { } days)
            return 0;
        var until = clock.GetUtcNow().AddDays(-days);
        for (var archived = 0L; ;)
        {
            await using var scope = scopes.CreateAsyncScope();
            var page = (await scope.ServiceProvider.GetRequiredService<IDocumentSession>().QueryAsync<long>(PutAway, ct, until)).Single();
            archived += page;
            if (page < Page)
                return archived;
        }
    }
}
