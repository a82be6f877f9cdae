using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Reporting.Tables;
using Distribution.ServiceDefaults;
using Npgsql;

namespace Distribution.Reporting.TaskReports;

internal static class GetTaskReports
{
    private const string Unfinished = """
        exists (select from task_counts c where c.task_id = t.task_id and c.count > 0
                and c.state in ('Requested', 'Dispatched', 'Accepted', 'Probing', 'Transferring', 'Transferred', 'Waiting', 'Running'))
        """;

    private const string HasErrors = "exists (select from task_counts c where c.task_id = t.task_id and c.count > 0 and c.state in ('Failed', 'TimedOut'))";

    private const string IsEmpty = "not exists (select from task_counts c where c.task_id = t.task_id and c.count > 0)";

    public static void MapGetTaskReports(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/reports/tasks", async (
            string? @class, string? state, bool? errors, string? search, string? after, int? limit, NpgsqlDataSource database, Caller caller, CancellationToken ct) =>
        {
            var (count, place) = (Paging.Limit(limit), Place.Of(after));
            if (search?.Length > 256)
                throw Validation.Broken("search", "At most 256 characters are looked for.");
            var condition = "t.removed_at is null" + (@class is null ? "" : " and t.class = @Class") + StateIs(Choice.Of<TaskProgress>("state", state))
                + (errors is not { } wanted ? "" : wanted ? $" and {HasErrors}" : $" and not {HasErrors}")
                + (string.IsNullOrEmpty(search) ? "" : " and strpos(lower(t.name), lower(@search)) > 0")
                + (caller.Groups is null ? "" : $" and {Scopes.Tasks}")
                + (place is null ? "" : " and (t.created_at, t.task_id) < (@At, @Id)");
            await using var connection = await database.OpenConnectionAsync(ct);
            var tasks = await TaskRows.Read(
                connection, $"{condition} order by t.created_at desc, t.task_id desc limit @Limit",
                new { place?.At, place?.Id, Limit = count + 1, search, Class = Choice.Of<TaskClass>("class", @class), groups = caller.Groups?.ToArray() });
            return TypedResults.Ok(Paging.Of(tasks, count, task => Place.Keys(task.CreatedAt, task.Id)));
        }).WithName("GetTaskReports").WithSummary("The reports of all tasks, the newest first.");

    // What TaskReport.StateOf says of one task, asked of all of them.
    private static string StateIs(string? state) => state switch
    {
        null => "",
        nameof(TaskProgress.Cancelling) => $" and t.cancelled_at is not null and {Unfinished}",
        nameof(TaskProgress.Cancelled) => $" and t.cancelled_at is not null and not {Unfinished}",
        nameof(TaskProgress.Scheduled) => $" and t.cancelled_at is null and t.verdict is null and t.started_at is null and {IsEmpty}",
        nameof(TaskProgress.Running) => $" and t.cancelled_at is null and ({Unfinished} or (t.verdict is null and (t.started_at is not null or not {IsEmpty})))",
        var verdict => $" and t.cancelled_at is null and not {Unfinished} and t.verdict = '{verdict}'",
    };
}
