using Dapper;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;
using Npgsql;

namespace Distribution.Reporting.TaskReports;

/// <summary>One step of one attempt: a state, and since when.</summary>
public sealed record AttemptStep(ExecutionState State, DateTimeOffset At, string? Reason);

/// <summary>The installation phase of an attempt, as the server sees it: could the computer be reached, and is the content there?</summary>
/// <param name="Reached">Whether the computer took the instruction.</param>
/// <param name="NotReachedBecause">Why it did not, where something was said; null when it did.</param>
/// <param name="Transferred">Whether all files of all packages lie on the computer, with the right hashes.</param>
public sealed record InstallationReport(
    bool Reached, DateTimeOffset? ReachedAt, string? NotReachedBecause, DateTimeOffset? TransferStartedAt, bool Transferred, DateTimeOffset? TransferredAt);

/// <summary>One attempt: the installation phase, the running phase with each action, and every step with its time.</summary>
public sealed record AttemptReport(
    int Attempt, InstallationReport Installation, IReadOnlyList<ActionReport> Actions, IReadOnlyList<AttemptStep> Steps);

/// <summary>One computer of a task with all of its attempts, the newest first (domain 6.4: the two sets of reports).</summary>
public sealed record TaskComputerReport(
    Guid TaskId, Guid ComputerId, string? Name, Guid ExecutionId, ExecutionState State, int? Wave, string? Reason, IReadOnlyList<AttemptReport> Attempts);

internal static class GetTaskComputer
{
    private const string Execution = """
        select e.execution_id, e.state, e.wave, e.reason, c.name from executions e left join computers c using (computer_id)
        where e.task_id = @task and e.computer_id = @computer
        """;

    private const string Steps = """
        select attempt, state, at, detail as reason from timeline
        where computer_id = @computer and task_id = @task and what <> 'ActionCompleted' and attempt is not null order by at, message_id
        """;

    private const string Actions = """
        select attempt, action as number, name, outcome, exit_code, output_tail, reason, started_at, ended_at, error
        from actions where execution_id = @execution order by attempt, action
        """;

    public static void MapGetTaskComputer(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/reports/tasks/{id:guid}/computers/{computerId:guid}", async (Guid id, Guid computerId, NpgsqlDataSource database, CancellationToken ct) =>
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            var key = new { task = id, computer = computerId };
            var found = await connection.QuerySingleOrDefaultAsync<Row>(Execution, key) ?? throw new NotFoundException("execution", computerId);
            var steps = (await connection.QueryAsync<Step>(Steps, key)).ToLookup(s => s.Attempt);
            var actions = (await connection.QueryAsync<Action>(Actions, new { execution = found.ExecutionId })).ToLookup(a => a.Attempt, a => a.Report());
            var attempts = steps.Select(s => s.Key).Union(actions.Select(a => a.Key)).OrderDescending();
            return TypedResults.Ok(new TaskComputerReport(
                id, computerId, found.Name, found.ExecutionId, found.State, found.Wave, found.Reason,
                [.. attempts.Select(n => AttemptOf(n, [.. steps[n].Select(s => new AttemptStep(s.State, s.At, s.Reason))], [.. actions[n]]))]));
        }).WithName("GetTaskComputer").WithSummary("One computer of a task: each attempt, phase, action and copied file, with output.");

    /// <summary>What the steps of an attempt say about its phases; pure.</summary>
    internal static AttemptReport AttemptOf(int attempt, IReadOnlyList<AttemptStep> steps, IReadOnlyList<ActionReport> actions)
    {
        DateTimeOffset? First(params ExecutionState[] states) => steps.Where(s => states.Contains(s.State)).Min(s => (DateTimeOffset?)s.At);
        // Messages may be missing or come in any order: whoever runs has transferred, and whoever transfers was reached.
        var run = First(ExecutionState.Running, ExecutionState.Succeeded) ?? actions.Min(a => (DateTimeOffset?)a.StartedAt);
        var transferred = First(ExecutionState.Transferred) ?? run;
        var transfer = First(ExecutionState.Transferring);
        var reached = First(ExecutionState.Accepted, ExecutionState.Probing) ?? transfer ?? transferred;
        return new(
            attempt,
            new(reached is not null, reached, reached is null ? steps.LastOrDefault(s => s.Reason is not null)?.Reason : null, transfer, transferred is not null, transferred),
            actions, steps);
    }

    private sealed record Row(Guid ExecutionId, ExecutionState State, int? Wave, string? Reason, string? Name);

    private sealed record Step(int Attempt, ExecutionState State, DateTimeOffset At, string? Reason);

    private sealed record Action(
        int Attempt, int Number, string Name, ActionOutcome Outcome, int? ExitCode, string OutputTail, string? Reason, DateTimeOffset StartedAt, DateTimeOffset EndedAt,
        ErrorClass? Error)
    {
        public ActionReport Report() => new(Number, Name, Outcome, ExitCode, OutputTail, Reason, StartedAt, EndedAt, Error);
    }
}
