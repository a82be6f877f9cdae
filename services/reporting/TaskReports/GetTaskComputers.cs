using Dapper;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;
using Npgsql;

namespace Distribution.Reporting.TaskReports;

/// <summary>How one action ended on one computer.</summary>
public sealed record ActionReport(
    int Number, string Name, ActionOutcome Outcome, int? ExitCode, string OutputTail, string? Reason, DateTimeOffset StartedAt, DateTimeOffset EndedAt);

/// <summary>One computer of a task.</summary>
/// <param name="At">When the state began.</param>
/// <param name="Actions">The actions of the present attempt that have ended.</param>
public sealed record ComputerReport(
    Guid ComputerId, string? Name, Guid ExecutionId, ExecutionState State, int Progress, int Attempt, string? Reason,
    DateTimeOffset? RequestedAt, DateTimeOffset At, IReadOnlyList<ActionReport> Actions);

internal static class GetTaskComputers
{
    private static string Computers(string condition) => $"""
        select e.computer_id, c.name, e.execution_id, e.state, e.progress, e.attempt, e.reason, e.requested_at, e.at
        from executions e left join computers c using (computer_id)
        where e.task_id = @id and e.computer_id > @after {condition} order by e.computer_id limit @limit
        """;

    private const string Actions = """
        select a.execution_id, a.action as number, a.name, a.outcome, a.exit_code, a.output_tail, a.reason, a.started_at, a.ended_at
        from unnest(@executions, @attempts) as wanted (execution_id, attempt) join actions a using (execution_id, attempt)
        order by a.execution_id, a.action
        """;

    public static void MapGetTaskComputers(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/reports/tasks/{id:guid}/computers", async (
            Guid id, string? state, string? after, int? limit, NpgsqlDataSource database, CancellationToken ct) =>
        {
            var count = Paging.Limit(limit);
            var page = new { id, state = StateOf(state), after = Paging.AfterId(after) ?? Guid.Empty, limit = count + 1 };
            await using var connection = await database.OpenConnectionAsync(ct);
            var computers = (await connection.QueryAsync<ComputerRow>(Computers(state is null ? "" : "and e.state = @state"), page)).ToList();
            if (computers.Count == 0 && !await connection.ExecuteScalarAsync<bool>("select exists (select from tasks where task_id = @id)", new { id }))
                throw new NotFoundException("task", id);
            var actions = (await connection.QueryAsync<ActionRow>(Actions, new
            {
                executions = computers.Select(c => c.ExecutionId).ToArray(),
                attempts = computers.Select(c => c.Attempt).ToArray(),
            })).ToLookup(a => a.ExecutionId, a => a.Report());
            return TypedResults.Ok(Paging.Of([.. computers.Select(c => c.Report([.. actions[c.ExecutionId]]))], count, c => [c.ComputerId.ToString()]));
        });

    private static string? StateOf(string? asked) =>
        asked is null ? null
        : Enum.TryParse<ExecutionState>(asked, ignoreCase: true, out var state) && Enum.IsDefined(state) ? state.ToString()
        : throw Validation.Broken("state", $"'{asked}' is none of {string.Join(", ", Enum.GetNames<ExecutionState>())}.");

    private sealed record ComputerRow(
        Guid ComputerId, string? Name, Guid ExecutionId, ExecutionState State, int Progress, int Attempt, string? Reason, DateTimeOffset? RequestedAt, DateTimeOffset At)
    {
        public ComputerReport Report(IReadOnlyList<ActionReport> actions) =>
            new(ComputerId, Name, ExecutionId, State, Progress, Attempt, Reason, RequestedAt, At, actions);
    }

    private sealed record ActionRow(
        Guid ExecutionId, int Number, string Name, ActionOutcome Outcome, int? ExitCode, string OutputTail, string? Reason, DateTimeOffset StartedAt, DateTimeOffset EndedAt)
    {
        public ActionReport Report() => new(Number, Name, Outcome, ExitCode, OutputTail, Reason, StartedAt, EndedAt);
    }
}
