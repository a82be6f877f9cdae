using Dapper;
using Distribution.ServiceDefaults;
using Npgsql;

namespace Distribution.Reporting.TaskReports;

/// <summary>How a task stands on the members of one of its ID groups.</summary>
public sealed record TaskGroupReport(Guid GroupId, string? Name, ExecutionCounts Counts);

/// <summary>
/// A task's figures by ID group. Who left the group after the task was made still counts there; who is in several counts in each.
/// </summary>
internal static class GetTaskGroups
{
    internal const string Counts = """
        select m.group_id, e.state, count(*) as count
        from tasks t
        join executions e on e.task_id = t.task_id
        join memberships m on m.computer_id = e.computer_id and m.group_id = any(t.group_ids) and (m.present or m.at >= t.created_at)
        where t.task_id = @id group by m.group_id, e.state
        """;

    private const string Groups = """
        select wanted.group_id, g.name from tasks t cross join unnest(t.group_ids) with ordinality as wanted (group_id, n)
        left join groups g on g.group_id = wanted.group_id where t.task_id = @id order by wanted.n
        """;

    public static void MapGetTaskGroups(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/reports/tasks/{id:guid}/groups", async (Guid id, NpgsqlDataSource database, CancellationToken ct) =>
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            if (!await connection.ExecuteScalarAsync<bool>("select exists (select from tasks where task_id = @id)", new { id }))
                throw new NotFoundException("task", id);
            var counts = (await connection.QueryAsync<(Guid Group, string State, long Count)>(Counts, new { id })).ToLookup(c => c.Group);
            var groups = await connection.QueryAsync<(Guid Id, string? Name)>(Groups, new { id });
            return TypedResults.Ok(new Page<TaskGroupReport>(
                [.. groups.Select(g => new TaskGroupReport(g.Id, g.Name, ExecutionCounts.Of(counts[g.Id].ToDictionary(c => c.State, c => c.Count))))], null));
        }).WithName("GetTaskGroups").WithSummary("A task's counts by ID group.");
}
