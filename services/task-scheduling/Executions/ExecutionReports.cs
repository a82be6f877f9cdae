using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.TaskScheduling.Executions;

/// <summary>What a computer says about its execution (street, step 8).</summary>
public static class ExecutionReports
{
    /// <summary>
    /// Takes one report. Agents are outside our trust and the broker delivers at least once and in any order: a report by another
    /// computer, repeated, or overtaken by a later one decides nothing; of an earlier attempt only its result counts.
    /// </summary>
    public static object[] Report(Execution? state, Guid computerId, object report, DateTimeOffset now) => state switch
    {
        null => [],
        _ when state.ComputerId != computerId => [],
        _ when AttemptOf(report) < state.Attempt => ExecutionEnds.Late(state, report, now),
        // Of an attempt that was never sent nobody can speak.
        _ when AttemptOf(report) > state.Attempt || state.SentAt is null => [],
        _ => Present(state, report, now),
    };

    private static object[] Present(Execution e, object report, DateTimeOffset now) => report switch
    {
        InstructionAccepted when Advances(e, ExecutionState.Accepted) => [new ExecutionAccepted(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, now)],
        ProbeStarted when Advances(e, ExecutionState.Probing) => [new ExecutionProbing(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, now)],
        ProbeFinished r when IsUnderWay(e) && e.Reached == ExecutionState.Probing && e.Reason != Reason(r) =>
            [new ExecutionProbed(e.Id, e.TaskId, e.ComputerId, e.Attempt, Reason(r), now)],
        TransferStarted r when Advances(e, ExecutionState.Transferring) =>
            [new ExecutionTransferStarted(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, r.BytesTotal, now)],
        ContentAtRelay when IsUnderWay(e) && !e.AtRelay && e.Reached == ExecutionState.Transferring =>
            [new ContentReachedRelay(e.Id, e.TaskId, e.ComputerId, e.Attempt, now)],
        TransferFinished r when Advances(e, ExecutionState.Transferred) =>
            [new ExecutionTransferred(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, r.BytesTotal, now)],
        ExecutionWaiting r when Waits(e, r) => [new ExecutionWaited(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, r.For, r.Until, e.Progress, r.At, now)],
        ActionStarted r when IsUnderWay(e) && IsActionOf(e, r.Action) && r.Action > e.Action && !e.EndedActions.Contains(r.Action) =>
            [new ActionBegun(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, r.Action, now)],
        ActionFinished r when IsActionOf(e, r.Action) && !e.EndedActions.Contains(r.Action) => [ExecutionEnds.Action(e, r, now)],
        InstructionRefused r => ExecutionEnds.End(e, ExecutionEnds.VerdictOf(r), r.Detail, ExecutionEnds.ErrorOf(r), now),
        ExecutionFinished r => ExecutionEnds.End(e, r.State, r.Reason, ExecutionEnds.ErrorOf(e, r), now),
        _ => [],
    };

    private static int AttemptOf(object report) => report switch
    {
        InstructionAccepted r => r.Attempt,
        InstructionRefused r => r.Attempt,
        ProbeStarted r => r.Attempt,
        ProbeFinished r => r.Attempt,
        TransferStarted r => r.Attempt,
        ContentAtRelay r => r.Attempt,
        TransferFinished r => r.Attempt,
        ExecutionWaiting r => r.Attempt,
        ActionStarted r => r.Attempt,
        ActionFinished r => r.Attempt,
        ExecutionFinished r => r.Attempt,
        _ => 0,
    };

    private static bool IsUnderWay(Execution e) => !e.IsFinal && !e.IsBetweenAttempts;

    private static bool Advances(Execution e, ExecutionState to) => IsUnderWay(e) && e.Reached.Rank() < to.Rank();

    // A wait between two actions too, but none while one runs; what was said before another word about it is a repeat.
    private static bool Waits(Execution e, ExecutionWaiting r) =>
        IsUnderWay(e) && !(r.At <= e.WaitSaidAt) && (e.Action == 0 || e.EndedActions.Contains(e.Action))
        && r.For is WaitingFor.Time or WaitingFor.User or WaitingFor.Window or WaitingFor.Slot;

    private static bool IsActionOf(Execution e, int action) => action >= 1 && action <= e.ActionNames.Count;

    private static string? Reason(ProbeFinished r) => r.Reachable ? null : ReportedText.Clean(r.Detail, ReportedText.LongestReason);
}

/// <summary>Texts that computers send, as they can be kept.</summary>
public static class ReportedText
{
    /// <summary>Most characters kept of an action's output; the contract allows 8 KiB.</summary>
    public const int LongestOutput = 8_192;

    /// <summary>Most characters kept of a reason.</summary>
    public const int LongestReason = 2_048;

    /// <summary>The text from its beginning. PostgreSQL's jsonb holds no NUL: one such character in one report would block its whole batch for ever.</summary>
    public static string Clean(string? text, int longest)
    {
        text = (text ?? "").Replace('\0', '\uFFFD');
        return text.Length <= longest ? text : text[..longest];
    }

    /// <summary>The end of an output.</summary>
    public static string Tail(string? text) => Clean(text is { Length: > LongestOutput } ? text[^LongestOutput..] : text, LongestOutput);
}
