using Dapper;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Reporting.Tables;
using Distribution.ServiceDefaults;
using Npgsql;

namespace Distribution.Reporting.Jobs;

/// <summary>One task on one computer, seen from the computer.</summary>
/// <param name="Again">Where to ask for it once more, or null where it succeeded, was called off or is under way.</param>
public sealed record ComputerJob(
    Guid TaskId, string? TaskName, TaskKind? Kind, Guid ComputerId, string? ComputerName, Guid ExecutionId, ExecutionState State, int Attempt,
    string? Reason, ErrorClass? Error, int? ExitCode, WaitingFor? WaitingFor, DateTimeOffset? Until, DateTimeOffset At, string? Again);

/// <summary>The jobs of one computer, and those that stand by for want of a connection.</summary>
internal static class GetComputerJobs
{
    internal const string Columns = """
        select e.task_id, t.name as task_name, t.kind, e.computer_id, c.name as computer_name, e.execution_id, e.state, e.attempt, e.reason, e.error,
               e.exit_code, e.waiting_for, e.until, e.at
        from executions e left join tasks t on t.task_id = e.task_id left join computers c on c.computer_id = e.computer_id
        """;

    public static void MapGetComputerJobs(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/reports/computers/{id:guid}/jobs", async (
            Guid id, string? state, string? after, int? limit, NpgsqlDataSource database, CancellationToken ct) =>
        {
            var count = Paging.Limit(limit);
            var page = new { id, state = Choice.Of<ExecutionState>("state", state), after = Paging.AfterId(after) ?? Guid.Empty, limit = count + 1 };
            await using var connection = await database.OpenConnectionAsync(ct);
            var jobs = await ReadAsync(
                connection, $"where e.computer_id = @id and e.task_id > @after {(state is null ? "" : "and e.state = @state")} order by e.task_id limit @limit", page);
            if (jobs.Count == 0 && !await connection.ExecuteScalarAsync<bool>("select exists (select from computers where computer_id = @id)", new { id }))
                throw new NotFoundException("computer", id);
            return TypedResults.Ok(Paging.Of(jobs, count, job => [job.TaskId.ToString()]));
        }).WithName("GetComputerJobs").WithSummary("The executions of a computer, of all tasks.");

        // Domain 6.5: what waits for computers that could not be reached within the retry window, the longest first.
        routes.MapGet("/reports/stand-by", async (string? after, int? limit, NpgsqlDataSource database, CancellationToken ct) =>
        {
            var (count, place) = (Paging.Limit(limit), Place.Of(after));
            await using var connection = await database.OpenConnectionAsync(ct);
            var jobs = await ReadAsync(
                connection,
                $"""
                where e.waiting_for = 'Contact' and e.until is null and e.state = 'Waiting' {(place is null ? "" : "and (e.at, e.execution_id) > (@At, @Id)")}
                order by e.at, e.execution_id limit @Limit
                """,
                new { place?.At, place?.Id, Limit = count + 1 });
            return TypedResults.Ok(Paging.Of(jobs, count, job => Place.Keys(job.At, job.ExecutionId)));
        }).WithName("GetStandBy").WithSummary("Executions that wait for a computer to make contact.");
    }

    internal static async Task<IReadOnlyList<ComputerJob>> ReadAsync(NpgsqlConnection connection, string condition, object parameters) =>
        [.. (await connection.QueryAsync<Row>($"{Columns} {condition}", parameters)).Select(row => row.Job())];

    private sealed record Row(
        Guid TaskId, string? TaskName, TaskKind? Kind, Guid ComputerId, string? ComputerName, Guid ExecutionId, ExecutionState State, int Attempt,
        string? Reason, ErrorClass? Error, int? ExitCode, WaitingFor? WaitingFor, DateTimeOffset? Until, DateTimeOffset At)
    {
        public ComputerJob Job() => new(
            TaskId, TaskName, Kind, ComputerId, ComputerName, ExecutionId, State, Attempt, Reason, Error, ExitCode, WaitingFor, Until, At,
            State is ExecutionState.Failed or ExecutionState.Skipped or ExecutionState.TimedOut or ExecutionState.Waiting ? $"/executions/{ExecutionId}/retry" : null);
    }
}
