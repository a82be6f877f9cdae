using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Executions;
using ExecutionRequested = Distribution.TaskScheduling.Executions.ExecutionRequested;

namespace Distribution.TaskScheduling.Tests.Executions;

/// <summary>One execution of two actions, told from its beginning to any state.</summary>
internal static class Story
{
    public static readonly Guid Task = new("0198a000-0000-7000-8000-000000000001");
    public static readonly Guid Computer = new("0198a000-0000-7000-8000-000000000002");
    public static readonly Guid Id = ExecutionDecisions.IdFor(Task, Computer);
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Expiry = Noon.AddHours(8);
    public static readonly DateTimeOffset Silent = Noon.AddSeconds(1_500);
    public static readonly DateTimeOffset WindowEnd = Noon.AddMinutes(120);

    public static readonly Instruction Instruction = new(
        "Editor for all", [Act(1, "Editor 2.1"), Act(2, "Settings")], null, Expiry, false, 1_500);

    public static readonly Brief Brief = Brief.Of(Guid.Empty, Instruction);

    private static readonly object Requested = new ExecutionRequested(Id, Task, Computer, 1, Expiry, Noon);
    private static readonly object Dispatched = new ExecutionDispatched(Id, Task, Computer, 1, ExecutionState.Requested, Instruction, Noon);
    private static readonly object CancelAsked = new ExecutionCancelRequested(Id, Task, Computer, 1, Noon);
    private static readonly object[] Underway =
        [Requested, Dispatched, new ExecutionAccepted(Id, Task, Computer, 1, ExecutionState.Dispatched, Noon)];
    private static readonly object[] Running = [.. Underway, new ActionBegun(Id, Task, Computer, 1, ExecutionState.Accepted, 1, Noon)];

    /// <summary>What happened until the execution stood so; "Nothing" is a stream that does not exist.</summary>
    public static object[] Until(string state) => state switch
    {
        "Nothing" => [],
        "Requested" => [Requested],
        "Dispatched" => [Requested, Dispatched],
        "DispatchedCancelAsked" => [Requested, Dispatched, CancelAsked],
        "Waiting" => [Requested, Dispatched, new ExecutionUnreachable(Id, Task, Computer, 1, ExecutionState.Dispatched, "No queue.", Noon)],
        "Unreachable" => [Requested, Dispatched, new ExecutionUnreachable(Id, Task, Computer, 1, ExecutionState.Dispatched, "No queue.", Noon, Noon.AddSeconds(120))],
        "StandingBy" => [Requested, Dispatched, new ExecutionStoodBy(Id, Task, Computer, 1, ExecutionState.Dispatched, "Not taken.", Noon)],
        "Held" => [Requested, new ExecutionHeld(Id, Task, Computer, 1, ExecutionState.Requested, Noon)],
        "Resumed" => [.. Until("Unreachable"), new ExecutionResumed(Id, Task, Computer, 1, ExecutionState.Waiting, Noon)],
        "Probing" => [.. Underway, new ExecutionProbing(Id, Task, Computer, 1, ExecutionState.Accepted, Noon)],
        "WaitingForWindow" => [.. Underway, new ExecutionWaited(
            Id, Task, Computer, 1, ExecutionState.Accepted, WaitingFor.Window, Noon.AddHours(1), 0, Noon.AddSeconds(-1), Noon)],
        "RetryPlanned" => [.. Until("Failed"), new ExecutionRetryPlanned(
            Id, Task, Computer, 1, ExecutionState.Failed, ErrorClass.BadExitCode, Noon.AddSeconds(300), Noon)],
        "RetryPlannedBySilence" => [.. Until("TimedOutBySilence"), new ExecutionRetryPlanned(
            Id, Task, Computer, 1, ExecutionState.TimedOut, ErrorClass.TimedOut, Noon.AddSeconds(300), Noon)],
        "RetriedAfterSilence" => [.. Until("RetryPlannedBySilence"), new ExecutionRetried(Id, Task, Computer, 2, ExecutionState.Waiting, Noon)],
        "RunningAgain" => [
            .. Until("RetriedAfterSilence"), new ExecutionDispatched(Id, Task, Computer, 2, ExecutionState.Requested, Instruction, Noon),
            new ActionBegun(Id, Task, Computer, 2, ExecutionState.Dispatched, 1, Noon)],
        "Accepted" => Underway,
        "Transferring" => [.. Underway, new ExecutionTransferStarted(Id, Task, Computer, 1, ExecutionState.Accepted, 9, Noon)],
        "Transferred" => [.. Underway, new ExecutionTransferred(Id, Task, Computer, 1, ExecutionState.Accepted, 9, Noon)],
        "Running" => Running,
        "RunningCancelAsked" => [.. Running, CancelAsked],
        "Succeeded" => [.. Running, new ExecutionSucceeded(Id, Task, Computer, 1, ExecutionState.Running, Noon)],
        "Failed" => [.. Running, new ExecutionFailed(Id, Task, Computer, 1, ExecutionState.Running, "Exit code 3.", Noon)],
        "Skipped" => [.. Underway, new ExecutionSkipped(Id, Task, Computer, 1, ExecutionState.Accepted, "Not met.", Noon)],
        "TimedOutBySilence" => [.. Running, new ExecutionTimedOut(Id, Task, Computer, 1, ExecutionState.Running, true, "Silent.", Noon)],
        "TimedOutBySelf" => [.. Running, new ExecutionTimedOut(Id, Task, Computer, 1, ExecutionState.Running, false, "Too long.", Noon)],
        "ExpiredByClock" => [.. Underway, new ExecutionExpired(Id, Task, Computer, 1, ExecutionState.Accepted, true, "Late.", Noon)],
        "ExpiredBySelf" => [.. Underway, new ExecutionExpired(Id, Task, Computer, 1, ExecutionState.Accepted, false, "Late.", Noon)],
        "Cancelled" => [.. Underway, CancelAsked, new ExecutionCancelled(Id, Task, Computer, 1, ExecutionState.Accepted, "", Noon)],
        "Removed" => [.. Underway, new ExecutionRemoved(Id, Task, Computer, 1, ExecutionState.Accepted, "Gone.", Noon)],
        _ => throw new ArgumentException(state),
    };

    /// <summary>A command or report by its column's name in the table.</summary>
    public static Func<Execution?, IEnumerable<object>> Input(string name, Guid? computer = null, int attempt = 1)
    {
        object[] Say(Execution? e, object report) => ExecutionReports.Report(e, computer ?? Computer, report, Noon);
        return name switch
        {
            "Request" => e => ExecutionDecisions.Request(e, Task, Computer, Expiry, Noon),
            "Dispatch" => e => ExecutionDecisions.Dispatch(e, Brief, Noon),
            "Hold" => e => ExecutionDecisions.Hold(e, Noon),
            "Unroutable" => e => ExecutionDecisions.MarkUnreachable(e, attempt, "No queue.", Noon),
            "Retry" => e => e is null ? [] : ExecutionDecisions.Retry(e, ExecutionDecisions.RetryKeys, Noon),
            "SendAgain" => e => ExecutionDecisions.SendAgain(e, queueWasGone: false, Brief, Noon),
            "Cancel" => e => ExecutionDecisions.Cancel(e, "Called off.", Noon),
            "Silence" => e => ExecutionDecisions.Wake(e, Silent),
            "Window" => e => ExecutionDecisions.Wake(e, WindowEnd),
            "Expiry" => e => ExecutionDecisions.Wake(e, Expiry),
            "Remove" => e => ExecutionDecisions.Remove(e, Noon),
            "accepted" => e => Say(e, new InstructionAccepted(Id, attempt, Noon)),
            "probing" => e => Say(e, new ProbeStarted(Id, attempt, Noon)),
            "probed" => e => Say(e, new ProbeFinished(Id, attempt, false, "No answer.", Noon)),
            "relay" => e => Say(e, new ContentAtRelay(Id, attempt, Noon)),
            "waiting" => e => Say(e, new ExecutionWaiting(Id, attempt, WaitingFor.User, null, Noon)),
            "transferring" => e => Say(e, new TransferStarted(Id, attempt, 9, Noon)),
            "transferred" => e => Say(e, new TransferFinished(Id, attempt, 9, Noon)),
            "began1" => e => Say(e, new ActionStarted(Id, attempt, 1, Noon)),
            "began2" => e => Say(e, new ActionStarted(Id, attempt, 2, Noon)),
            "ended1" => e => Say(e, new ActionFinished(Id, attempt, 1, ActionOutcome.Succeeded, 0, "done", null, Noon, Noon)),
            "ended2" => e => Say(e, new ActionFinished(Id, attempt, 2, ActionOutcome.Succeeded, 0, "done", null, Noon, Noon)),
            "refused" => e => Say(e, new InstructionRefused(Id, attempt, RefusalReason.Cancelled, "Called off.", Noon)),
            "succeeded" => e => Say(e, new ExecutionFinished(Id, attempt, ExecutionState.Succeeded, null, Noon)),
            "failed" => e => Say(e, new ExecutionFinished(Id, attempt, ExecutionState.Failed, "Exit code 3.", Noon)),
            "timedOut" => e => Say(e, new ExecutionFinished(Id, attempt, ExecutionState.TimedOut, "Too long.", Noon)),
            _ => throw new ArgumentException(name),
        };
    }

    private static InstructedAction Act(int number, string name) => new(
        number, ActionKind.Run, name, null, null, null, 0, null, "true", null, null, null, 300);
}
