using Dapper;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Reporting.Tables;
using Distribution.ServiceDefaults;
using Npgsql;

namespace Distribution.Reporting.TaskReports;

/// <summary>How one action ended on one computer.</summary>
public sealed record ActionReport(
    int Number, string Name, ActionOutcome Outcome, int? ExitCode, string OutputTail, string? Reason, DateTimeOffset StartedAt, DateTimeOffset EndedAt,
    ErrorClass? Error = null);

/// <summary>One computer of a task.</summary>
/// <param name="At">When the state began.</param>
/// <param name="Actions">The actions of the present attempt that have ended.</param>
public sealed record ComputerReport(
    Guid ComputerId, string? Name, Guid ExecutionId, ExecutionState State, int Progress, int Attempt, string? Reason,
    DateTimeOffset? RequestedAt, DateTimeOffset At, IReadOnlyList<ActionReport> Actions, int? Wave = null, ErrorClass? Error = null, int? ExitCode = null);

internal static class GetTaskComputers
{
    private static string Computers(string condition) => $"""
        select e.computer_id, c.name, e.execution_id, e.state, e.progress, e.attempt, e.reason, e.requested_at, e.at, e.wave, e.error, e.exit_code
        from executions e left join computers c using (computer_id)
        where e.task_id = @id and e.computer_id > @after {condition} order by e.computer_id limit @limit
        """;

    private const string Actions = """
        select a.execution_id, a.action as number, a.name, a.outcome, a.exit_code, a.output_tail, a.reason, a.started_at, a.ended_at, a.error
        from unnest(@executions, @attempts) as wanted (execution_id, attempt) join actions a using (execution_id, attempt)
        order by a.execution_id, a.action
        """;

    public static void MapGetTaskComputers(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/reports/tasks/{id:guid}/computers", async (
            Guid id, string? state, int? wave, string? error, int? exitCode, Guid? group, string? after, int? limit, NpgsqlDataSource database,
            CancellationToken ct) =>
        {
            var count = Paging.Limit(limit);
            var page = new
            {
                id, state = Choice.Of<ExecutionState>("state", state), wave, error = Choice.Of<ErrorClass>("error", error), exitCode, group,
                after = Paging.AfterId(after) ?? Guid.Empty, limit = count + 1,
            };
            var condition = (state is null ? "" : " and e.state = @state") + (wave is null ? "" : " and e.wave = @wave")
                + (error is null && exitCode is null ? "" : " and e.state in ('Failed', 'TimedOut')")
                + (error is null ? "" : " and e.error = @error") + (exitCode is null ? "" : " and e.exit_code = @exitCode")
                + (group is null ? "" : " and exists (select from memberships m where m.group_id = @group and m.computer_id = e.computer_id and m.present)");
            await using var connection = await database.OpenConnectionAsync(ct);
            var computers = (await connection.QueryAsync<ComputerRow>(Computers(condition), page)).ToList();
            if (computers.Count == 0 && !await connection.ExecuteScalarAsync<bool>("select exists (select from tasks where task_id = @id)", new { id }))
                throw new NotFoundException("task", id);
            var actions = (await connection.QueryAsync<ActionRow>(Actions, new
            {
                executions = computers.Select(c => c.ExecutionId).ToArray(),
                attempts = computers.Select(c => c.Attempt).ToArray(),
            })).ToLookup(a => a.ExecutionId, a => a.Report());
            return TypedResults.Ok(Paging.Of([.. computers.Select(c => c.Report([.. actions[c.ExecutionId]]))], count, c => [c.ComputerId.ToString()]));
        }).WithName("GetTaskComputers").WithSummary("The computers of a task with their states.");

    private sealed record ComputerRow(
        Guid ComputerId, string? Name, Guid ExecutionId, ExecutionState State, int Progress, int Attempt, string? Reason, DateTimeOffset? RequestedAt, DateTimeOffset At,
        int? Wave, ErrorClass? Error, int? ExitCode)
    {
        public ComputerReport Report(IReadOnlyList<ActionReport> actions) =>
            new(ComputerId, Name, ExecutionId, State, Progress, Attempt, Reason, RequestedAt, At, actions, Wave, Error, ExitCode);
    }

    private sealed record ActionRow(
        Guid ExecutionId, int Number, string Name, ActionOutcome Outcome, int? ExitCode, string OutputTail, string? Reason, DateTimeOffset StartedAt, DateTimeOffset EndedAt,
        ErrorClass? Error)
    {
        public ActionReport Report() => new(Number, Name, Outcome, ExitCode, OutputTail, Reason, StartedAt, EndedAt, Error);
    }
}
