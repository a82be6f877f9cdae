using System.Text.Json.Serialization;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.TaskScheduling.Executions;

// Class names are storage format. Each event says which state it leaves (From), so that a task's progress
// can be counted from the events alone. At is this service's clock; an agent's own times are named so.

/// <summary>One computer is to carry out one task.</summary>
/// <param name="DueAt">It is not dispatched before, such as when the computer's own local time decides; null is at once.</param>
/// <param name="Wave">The wave of the task that it belongs to, from 1; null where the task has no waves.</param>
/// <param name="RunFrom">Running begins no earlier, where content travels before; null is at once.</param>
public sealed record ExecutionRequested(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, DateTimeOffset? ExpiresAt, DateTimeOffset At,
    DateTimeOffset? DueAt = null, int? Wave = null, DateTimeOffset? RunFrom = null);

/// <summary>Its task was changed after the start, and this is what the change means here; what it has done so far stays.</summary>
/// <param name="Revision">The task's revision that is taken note of; null is the first.</param>
public sealed record ExecutionRescheduled(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, DateTimeOffset? DueAt, DateTimeOffset? RunFrom, DateTimeOffset? ExpiresAt,
    int? Revision, DateTimeOffset At);

/// <summary>The instruction is on its way to the computer's queue; it holds the packages' attributes of this moment (domain, section 10).</summary>
/// <param name="Instruction">The whole instruction, as events before 2026-11-21 held it; null since then.</param>
/// <param name="Brief">What the computer's instruction has of its own; null in events before 2026-11-21.</param>
public sealed record ExecutionDispatched(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, ExecutionState From,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Instruction? Instruction, DateTimeOffset At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Brief? Brief = null);

/// <summary>One computer is to carry out one task, and its instruction is on its way at once: both in one, since it happens to 100,000 at a time.</summary>
public sealed record ExecutionIssued(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, Brief Brief, DateTimeOffset At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ExpiresAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? DueAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Wave = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? RunFrom = null);

/// <summary>What a task's computers are told to do was written down, once for all of them; its id follows from what it says.</summary>
public sealed record InstructionDrawnUp(Guid InstructionId, Guid TaskId, Instruction Instruction);

/// <summary>No queue takes the instruction: the execution stands by until the computer makes contact or the operator asks again.</summary>
/// <param name="NextAt">When it goes out again by itself; null once the retry window is over.</param>
public sealed record ExecutionUnreachable(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, ExecutionState From, string Reason, DateTimeOffset At, DateTimeOffset? NextAt = null);

/// <summary>The computer did not take the instruction out of its queue within the retry window; it lies there until the computer makes contact.</summary>
public sealed record ExecutionStoodBy(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, ExecutionState From, string Reason, DateTimeOffset At);

/// <summary>As many others as may transfer or run at once do so; it waits for a place.</summary>
public sealed record ExecutionHeld(Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, ExecutionState From, DateTimeOffset At);

/// <summary>The same attempt's instruction is to go out again.</summary>
public sealed record ExecutionResumed(Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, ExecutionState From, DateTimeOffset At);

/// <summary>The computer keeps the instruction on its own disk.</summary>
public sealed record ExecutionAccepted(Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, ExecutionState From, DateTimeOffset At);

/// <summary>The computer tries whether it can get what it needs.</summary>
public sealed record ExecutionProbing(Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, ExecutionState From, DateTimeOffset At);

/// <summary>The computer knows whether it can get what it needs; the execution's state stays.</summary>
/// <param name="Reason">What was not there; null when all was.</param>
public sealed record ExecutionProbed(Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, string? Reason, DateTimeOffset At);

/// <summary>The content is at the relay from which the computer fetches it; the execution's state stays.</summary>
public sealed record ContentReachedRelay(Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, DateTimeOffset At);

/// <summary>The computer has the work and waits with it.</summary>
/// <param name="Until">When it goes on, where the computer knows.</param>
/// <param name="Progress">Percent: 70 when the content is there already.</param>
/// <param name="SaidAt">The computer's own time of saying so.</param>
public sealed record ExecutionWaited(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, ExecutionState From, WaitingFor For, DateTimeOffset? Until, int Progress,
    DateTimeOffset SaidAt, DateTimeOffset At);

/// <summary>The computer began to fetch the content.</summary>
public sealed record ExecutionTransferStarted(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, ExecutionState From, long BytesTotal, DateTimeOffset At);

/// <summary>All content is on the computer.</summary>
public sealed record ExecutionTransferred(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, ExecutionState From, long BytesTotal, DateTimeOffset At);

/// <summary>One action began on the computer.</summary>
public sealed record ActionBegun(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, ExecutionState From, int Action, DateTimeOffset At);

/// <summary>One action ended on the computer; the execution's state stays. StartedAt and EndedAt are the computer's own times.</summary>
public sealed record ActionEnded(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, int Action, string Name, ActionOutcome Outcome, int? ExitCode,
    string OutputTail, string? Reason, DateTimeOffset StartedAt, DateTimeOffset EndedAt, DateTimeOffset At, ErrorClass? Error = null);

/// <summary>The operator wants it stopped; it ends with what the computer then reports.</summary>
/// <param name="LetFinish">True leaves alone what has begun running; null is false.</param>
/// <param name="Superseded">The task has changed: when this attempt has ended, the next one carries out the new revision; null is false.</param>
public sealed record ExecutionCancelRequested(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, DateTimeOffset At, bool? LetFinish = null, bool? Superseded = null);

/// <summary>The attempt went wrong, and another one follows by itself.</summary>
public sealed record ExecutionRetryPlanned(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, ExecutionState From, ErrorClass Error, DateTimeOffset NextAt, DateTimeOffset At);

/// <summary>The result of an attempt that had been given up for silent came after all; Attempt is that one's number.</summary>
public sealed record LateResultRecorded(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, ExecutionState Result, string? Reason, DateTimeOffset At);

/// <summary>An attempt is not needed any more, and the computer is told so; Attempt is its number.</summary>
public sealed record AttemptWithdrawn(Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, DateTimeOffset At);

/// <summary>It is to be carried out again, from its beginning.</summary>
/// <param name="Revised">The task's actions are others than those of the attempts before; null is false.</param>
public sealed record ExecutionRetried(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, ExecutionState From, DateTimeOffset At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Revised = null);

/// <summary>Every action did what it should.</summary>
public sealed record ExecutionSucceeded(Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, ExecutionState From, DateTimeOffset At);

/// <summary>At least one action did not do what it should, or the computer refused the instruction.</summary>
/// <param name="Error">The class of error, where no action of it tells one.</param>
public sealed record ExecutionFailed(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, ExecutionState From, string Reason, DateTimeOffset At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ErrorClass? Error = null);

/// <summary>Its conditions were not met on the computer; neither success nor failure (domain, section 10).</summary>
public sealed record ExecutionSkipped(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, ExecutionState From, string Reason, DateTimeOffset At);

/// <summary>It took too long, or the computer fell silent.</summary>
/// <param name="Assumed">Concluded from silence; the computer's own word, when it comes late, corrects it.</param>
public sealed record ExecutionTimedOut(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, ExecutionState From, bool Assumed, string Reason, DateTimeOffset At);

/// <summary>It had not begun running when the task expired.</summary>
/// <param name="Assumed">Concluded from the clock; the computer's own word, when it had begun in time after all, corrects it.</param>
public sealed record ExecutionExpired(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, ExecutionState From, bool Assumed, string Reason, DateTimeOffset At);

/// <summary>It was called off, and the computer said so or never had it.</summary>
public sealed record ExecutionCancelled(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, ExecutionState From, string Reason, DateTimeOffset At);

/// <summary>The computer left the platform before the execution ended.</summary>
public sealed record ExecutionRemoved(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, ExecutionState From, string Reason, DateTimeOffset At);
