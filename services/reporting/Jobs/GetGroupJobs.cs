using Dapper;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Reporting.Tables;
using Distribution.Reporting.TaskReports;
using Distribution.ServiceDefaults;
using Npgsql;

namespace Distribution.Reporting.Jobs;

/// <summary>One task for an ID group, with how it stands on the group's members.</summary>
/// <param name="Counts">Of the group's present members, and of those who left after the task was made.</param>
public sealed record GroupJob(Guid TaskId, string Name, TaskKind Kind, TaskProgress State, DateTimeOffset CreatedAt, ExecutionCounts Counts);

/// <summary>The jobs of an ID group (domain 3.8): by task, and by each computer of it.</summary>
internal static class GetGroupJobs
{
    // The members are the smaller side: a page of tasks looks each of them up by its key.
    internal const string Counts = """
        select wanted.task_id, e.state, count(*) as count
        from unnest(@tasks) as wanted (task_id)
        join tasks t on t.task_id = wanted.task_id
        join memberships m on m.group_id = @id and (m.present or m.at >= t.created_at)
        join executions e on e.task_id = wanted.task_id and e.computer_id = m.computer_id
        group by wanted.task_id, e.state
        """;

    public static void MapGetGroupJobs(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/reports/groups/{id:guid}/jobs", async (Guid id, string? after, int? limit, NpgsqlDataSource database, CancellationToken ct) =>
        {
            var (count, place) = (Math.Min(Paging.Limit(limit), 100), Place.Of(after));
            await using var connection = await database.OpenConnectionAsync(ct);
            await ExistsAsync(connection, id);
            var tasks = await TaskRows.Read(
                connection,
                $"""
                t.group_ids @> array[@Group]::uuid[] {(place is null ? "" : "and (t.created_at, t.task_id) < (@At, @Id)")}
                order by t.created_at desc, t.task_id desc limit @Limit
                """,
                new { Group = id, place?.At, place?.Id, Limit = count + 1 });
            var counts = (await connection.QueryAsync<(Guid Task, string State, long Count)>(Counts, new { id, tasks = tasks.Select(t => t.Id).ToArray() }))
                .ToLookup(c => c.Task);
            return TypedResults.Ok(Paging.Of(
                [.. tasks.Select(t => new GroupJob(t.Id, t.Name, t.Kind, t.State, t.CreatedAt, ExecutionCounts.Of(counts[t.Id].ToDictionary(c => c.State, c => c.Count))))],
                count, job => Place.Keys(job.CreatedAt, job.TaskId)));
        }).WithName("GetGroupJobs").WithSummary("The tasks that concern an ID group, with counts of its members.");

        routes.MapGet("/reports/groups/{id:guid}/computers", async (
            Guid id, string? state, string? after, int? limit, NpgsqlDataSource database, CancellationToken ct) =>
        {
            var (count, behind) = (Paging.Limit(limit), BehindOf(after));
            await using var connection = await database.OpenConnectionAsync(ct);
            await ExistsAsync(connection, id);
            var jobs = await GetComputerJobs.ReadAsync(
                connection,
                $"""
                join memberships m on m.group_id = @id and m.computer_id = e.computer_id and m.present
                where t.group_ids @> array[@id]::uuid[] and (m.computer_id, e.task_id) > (@computer, @task) {(state is null ? "" : "and e.state = @state")}
                order by m.computer_id, e.task_id limit @limit
                """,
                new { id, state = Choice.Of<ExecutionState>("state", state), computer = behind.Computer, task = behind.Task, limit = count + 1 });
            return TypedResults.Ok(Paging.Of(jobs, count, job => [job.ComputerId.ToString(), job.TaskId.ToString()]));
        }).WithName("GetGroupComputers").WithSummary("The members of an ID group with the states of their executions.");
    }

    private static (Guid Computer, Guid Task) BehindOf(string? after) => Paging.After(after, 2) switch
    {
        null => (Guid.Empty, Guid.Empty),
        [var computer, var task] when Guid.TryParse(computer, out var first) && Guid.TryParse(task, out var second) => (first, second),
        _ => throw Validation.Broken("after", "This is not the 'next' of a page of this list."),
    };

    private static async Task ExistsAsync(NpgsqlConnection connection, Guid id)
    {
        if (!await connection.ExecuteScalarAsync<bool>("select exists (select from groups where group_id = @id)", new { id }))
            throw new NotFoundException("group", id);
    }
}
