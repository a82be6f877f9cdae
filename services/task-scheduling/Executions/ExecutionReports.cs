using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.TaskScheduling.Executions;

/// <summary>What a computer says about its execution (street, step 8).</summary>
public static class ExecutionReports
{
    /// <summary>Most characters kept of an action's output; the contract allows 8 KiB.</summary>
    public const int LongestOutput = 8_192;

    /// <summary>Most characters kept of a reason.</summary>
    public const int LongestReason = 2_048;

    /// <summary>
    /// Takes one report. Agents are outside our trust and the broker delivers at least once and in any order: a report by another
    /// computer, for another attempt, repeated, or overtaken by a later one decides nothing.
    /// </summary>
    public static object[] Report(Execution? state, Guid computerId, object report, DateTimeOffset now) =>
        state is null || state.ComputerId != computerId || state.State == ExecutionState.Requested ? [] : report switch
        {
            InstructionAccepted r when Advances(state, r.Attempt, ExecutionState.Accepted) =>
                [new ExecutionAccepted(state.Id, state.TaskId, state.ComputerId, state.Attempt, state.State, now)],
            TransferStarted r when Advances(state, r.Attempt, ExecutionState.Transferring) =>
                [new ExecutionTransferStarted(state.Id, state.TaskId, state.ComputerId, state.Attempt, state.State, r.BytesTotal, now)],
            TransferFinished r when Advances(state, r.Attempt, ExecutionState.Transferred) =>
                [new ExecutionTransferred(state.Id, state.TaskId, state.ComputerId, state.Attempt, state.State, r.BytesTotal, now)],
            ActionStarted r when Begins(state, r) =>
                [new ActionBegun(state.Id, state.TaskId, state.ComputerId, state.Attempt, state.State, r.Action, now)],
            ActionFinished r when r.Attempt == state.Attempt && IsActionOf(state, r.Action) && !state.EndedActions.Contains(r.Action) =>
                [Ended(state, r, now)],
            InstructionRefused r when r.Attempt == state.Attempt => End(state, Verdict(r.Reason), Clean(r.Detail, LongestReason), now),
            ExecutionFinished r when r.Attempt == state.Attempt => End(state, r.State, Clean(r.Reason, LongestReason), now),
            _ => [],
        };

    // A stand-by execution that the computer reports about was reachable after all.
    private static int Rank(ExecutionState state) => state == ExecutionState.Waiting ? (int)ExecutionState.Dispatched : (int)state;

    private static bool Advances(Execution state, int attempt, ExecutionState to) =>
        attempt == state.Attempt && !state.IsFinal && Rank(state.State) < (int)to;

    private static bool Begins(Execution state, ActionStarted report) =>
        report.Attempt == state.Attempt && !state.IsFinal && IsActionOf(state, report.Action)
        && report.Action > state.Action && !state.EndedActions.Contains(report.Action);

    private static bool IsActionOf(Execution state, int action) => action >= 1 && action <= state.ActionNames.Count;

    // Recorded in a final state too: what an action printed is worth keeping although the end overtook it.
    private static ActionEnded Ended(Execution state, ActionFinished report, DateTimeOffset now) => new(
        state.Id, state.TaskId, state.ComputerId, state.Attempt, report.Action, state.ActionNames[report.Action - 1], report.Outcome,
        report.ExitCode, Tail(report.OutputTail), report.Reason is null ? null : Clean(report.Reason, LongestReason),
        report.StartedAt, report.EndedAt, now);

    private static ExecutionState Verdict(RefusalReason reason) => reason switch
    {
        RefusalReason.Expired => ExecutionState.Expired,
        RefusalReason.Cancelled => ExecutionState.Cancelled,
        _ => ExecutionState.Failed,
    };

    // A final state stays, unless the server had only assumed it: then the computer's own word corrects it, and both events remain.
    private static object[] End(Execution e, ExecutionState to, string reason, DateTimeOffset now)
    {
        if (e.State == to || (e.IsFinal && !e.Assumed))
            return [];
        return to switch
        {
            ExecutionState.Succeeded => [new ExecutionSucceeded(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, now)],
            ExecutionState.Failed => [new ExecutionFailed(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, reason, now)],
            ExecutionState.Skipped => [new ExecutionSkipped(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, reason, now)],
            ExecutionState.TimedOut => [new ExecutionTimedOut(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, false, reason, now)],
            ExecutionState.Expired => [new ExecutionExpired(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, false, reason, now)],
            ExecutionState.Cancelled => [new ExecutionCancelled(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, reason, now)],
            _ => [],
        };
    }

    // PostgreSQL's jsonb holds no NUL: one such character in one report would block its whole batch for ever.
    private static string Clean(string? text, int longest)
    {
        text = (text ?? "").Replace('\0', '\uFFFD');
        return text.Length <= longest ? text : text[..longest];
    }

    private static string Tail(string? text) => Clean(text is { Length: > LongestOutput } ? text[^LongestOutput..] : text, LongestOutput);
}
