using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Reporting.Tables;
using Distribution.ServiceDefaults;
using Npgsql;

namespace Distribution.Reporting.TaskReports;

internal static class GetTaskReports
{
    public static void MapGetTaskReports(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/reports/tasks", async (string? @class, string? after, int? limit, NpgsqlDataSource database, CancellationToken ct) =>
        {
            var (count, place) = (Paging.Limit(limit), Place.Of(after));
            await using var connection = await database.OpenConnectionAsync(ct);
            var tasks = await TaskRows.Read(
                connection,
                $"t.removed_at is null {(@class is null ? "" : "and t.class = @Class")} {(place is null ? "" : "and (t.created_at, t.task_id) < (@At, @Id)")} order by t.created_at desc, t.task_id desc limit @Limit",
                new { place?.At, place?.Id, Limit = count + 1, Class = Choice.Of<TaskClass>("class", @class) });
            return TypedResults.Ok(Paging.Of(tasks, count, task => Place.Keys(task.CreatedAt, task.Id)));
        });
}
