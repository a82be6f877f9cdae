using Dapper;
using Distribution.Reporting.TaskReports;
using Npgsql;

namespace Distribution.Reporting.Overview;

/// <summary>The whole in a few figures.</summary>
/// <param name="RunningTasks">Tasks in which at least one computer has not finished.</param>
/// <param name="FailedExecutions">Executions that failed or timed out, of tasks that are on the list.</param>
/// <param name="Minutes">How many computers finished something in each minute of the last hour, the oldest first; a minute without any is left out.</param>
public sealed record OverviewFigures(
    long Computers, long Groups, long Packages, long Tasks, long ScheduledTasks, long RunningTasks, long FailedExecutions, ExecutionCounts Executions,
    IReadOnlyList<CoursePoint> Minutes);

internal static class GetOverview
{
    private const string Figures = """
        select
            (select count(*) from computers where present) as computers,
            (select count(*) from groups where version > 0 and removed_at is null) as groups,
            (select count(*) from packages where version > 0 and removed_at is null) as packages,
            (select count(*) from tasks where created_at is not null and removed_at is null) as tasks,
            (select count(*) from tasks where created_at is not null and removed_at is null and started_at is null and cancelled_at is null) as scheduled_tasks,
            (select count(distinct c.task_id) from task_counts c join tasks t using (task_id)
             where t.removed_at is null and c.count > 0
               and c.state in ('Requested', 'Dispatched', 'Accepted', 'Probing', 'Transferring', 'Transferred', 'Waiting', 'Running')) as running_tasks
        """;

    private const string Executions =
        "select c.state, sum(c.count)::bigint as count from task_counts c join tasks t using (task_id) where t.removed_at is null group by c.state";

    internal const string Minutes = """
        select minute as at, sum(count)::bigint as finished, coalesce(sum(count) filter (where state in ('Failed', 'TimedOut')), 0)::bigint as errors
        from task_minutes where minute > @now - interval '1 hour' and count > 0 group by minute order by minute
        """;

    public static void MapGetOverview(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/reports/overview", async (NpgsqlDataSource database, TimeProvider clock, CancellationToken ct) =>
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            var figures = await connection.QuerySingleAsync<Row>(Figures);
            var counts = ExecutionCounts.Of((await connection.QueryAsync<(string State, long Count)>(Executions)).ToDictionary(c => c.State, c => c.Count));
            var minutes = await connection.QueryAsync<CoursePoint>(Minutes, new { now = clock.GetUtcNow() });
            return TypedResults.Ok(new OverviewFigures(
                figures.Computers, figures.Groups, figures.Packages, figures.Tasks, figures.ScheduledTasks, figures.RunningTasks, counts.Errors, counts,
                [.. minutes]));
        }).WithName("GetOverview").WithSummary("The whole system at one glance.");

    private sealed record Row(long Computers, long Groups, long Packages, long Tasks, long ScheduledTasks, long RunningTasks);
}
