using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.TaskScheduling.Executions;

/// <summary>How attempts and their actions end by the computer's own word, and what follows.</summary>
internal static class ExecutionEnds
{
    // Another installation is going on at the computer (domain, section 10).
    private const int BusyExitCode = 1618;

    // Recorded in a final state too: what an action printed is worth keeping although the end overtook it.
    public static ActionEnded Action(Execution e, ActionFinished r, DateTimeOffset now) => new(
        e.Id, e.TaskId, e.ComputerId, e.Attempt, r.Action, e.ActionNames[r.Action - 1], r.Outcome, r.ExitCode, ReportedText.Tail(r.OutputTail),
        r.Reason is null ? null : ReportedText.Clean(r.Reason, ReportedText.LongestReason), r.StartedAt, r.EndedAt, now, ErrorOf(r));

    // A final state stays, unless the server had only assumed it: then the computer's own word corrects it, and both events remain.
    public static object[] End(Execution e, ExecutionState to, string? why, ErrorClass? error, DateTimeOffset now)
    {
        var isOver = e.IsFinal || e.IsBetweenAttempts;
        if (e.State == to || (isOver && !e.Assumed))
            return [];
        var reason = ReportedText.Clean(why, ReportedText.LongestReason);
        return to switch
        {
            ExecutionState.Succeeded => [new ExecutionSucceeded(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, now)],
            // Another attempt is planned already: that the silent one ended badly changes nothing about it.
            ExecutionState.Failed or ExecutionState.TimedOut when e.IsBetweenAttempts =>
                [new LateResultRecorded(e.Id, e.TaskId, e.ComputerId, e.Attempt, to, reason, now)],
            ExecutionState.Failed => ExecutionDecisions.Repeat(
                e, new ExecutionFailed(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, reason, now, error == ErrorClass.Untrusted ? error : null), to, isOver ? null : error, now),
            ExecutionState.TimedOut => ExecutionDecisions.Repeat(
                e, new ExecutionTimedOut(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, false, reason, now), to, isOver ? null : error, now),
            ExecutionState.Skipped => [new ExecutionSkipped(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, reason, now)],
            ExecutionState.Expired => [new ExecutionExpired(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, false, reason, now)],
            ExecutionState.Cancelled => [new ExecutionCancelled(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, reason, now)],
            _ => [],
        };
    }

    /// <summary>
    /// The result of an attempt that was left behind without one. It is recorded in any case; a success counts whatever the later attempt
    /// is at, since a success is never redone (domain, section 10), and the later attempt is withdrawn.
    /// </summary>
    public static object[] Late(Execution e, object report, DateTimeOffset now)
    {
        var (attempt, result, why) = report switch
        {
            ExecutionFinished r => (r.Attempt, r.State, r.Reason),
            InstructionRefused r => (r.Attempt, VerdictOf(r), r.Detail),
            _ => default,
        };
        if (e.Unanswered?.Contains(attempt) != true || !result.IsFinal())
            return [];
        var reason = why is null ? null : ReportedText.Clean(why, ReportedText.LongestReason);
        var told = new LateResultRecorded(e.Id, e.TaskId, e.ComputerId, attempt, result, reason, now);
        if (result != ExecutionState.Succeeded || attempt < e.PresentSince || e.State is ExecutionState.Succeeded or ExecutionState.Removed)
            return [told];
        var succeeded = new ExecutionSucceeded(e.Id, e.TaskId, e.ComputerId, attempt, e.State, now);
        return e.Sent && !e.IsFinal && !e.CancelAsked ? [told, ExecutionDecisions.Withdrawn(e, now), succeeded] : [told, succeeded];
    }

    public static ExecutionState VerdictOf(InstructionRefused refused) => refused.Reason switch
    {
        RefusalReason.Expired => ExecutionState.Expired,
        RefusalReason.Cancelled => ExecutionState.Cancelled,
        _ => ExecutionState.Failed,
    };

    /// <summary>Which class of error a refusal is; null where it is none of them.</summary>
    public static ErrorClass? ErrorOf(InstructionRefused refused) => refused.Reason == RefusalReason.Untrusted ? ErrorClass.Untrusted : null;

    // Where the agent does not say it: before any action it can only have been the transfer.
    public static ErrorClass? ErrorOf(Execution e, ExecutionFinished r) => r.Error ?? r.State switch
    {
        ExecutionState.TimedOut => ErrorClass.TimedOut,
        ExecutionState.Failed when e is { Action: 0, EndedActions.Count: 0, Reached: ExecutionState.Transferring } => ErrorClass.Transfer,
        ExecutionState.Failed => e.Error,
        _ => null,
    };

    // What was cut off by a power failure is left to the operator, and so belongs to no class.
    private static ErrorClass? ErrorOf(ActionFinished r) => r.Error ?? r switch
    {
        { Outcome: ActionOutcome.TimedOut } => ErrorClass.TimedOut,
        { Outcome: ActionOutcome.Failed, ExitCode: BusyExitCode } => ErrorClass.RetryLater,
        { Outcome: ActionOutcome.Failed, ExitCode: null } => ErrorClass.NotStarted,
        { Outcome: ActionOutcome.Failed } => ErrorClass.BadExitCode,
        _ => null,
    };
}
