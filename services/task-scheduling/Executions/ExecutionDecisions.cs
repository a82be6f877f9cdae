using System.Diagnostics.CodeAnalysis;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;

namespace Distribution.TaskScheduling.Executions;

/// <summary>What may happen to an execution on this side; after any decision the same one decides nothing more.</summary>
public static class ExecutionDecisions
{
    /// <summary>States from which an operator may have an execution carried out again; a success is never redone (domain, section 10).</summary>
    public static IReadOnlyList<ExecutionState> RetryKeys { get; } =
        [ExecutionState.Failed, ExecutionState.Skipped, ExecutionState.TimedOut, ExecutionState.Waiting];

    /// <summary>The one id of a task on a computer: a newcomer, a repeat or another replica can never create a second execution.</summary>
    public static Guid IdFor(Guid taskId, Guid computerId) =>
        DeterministicId.Of("execution", taskId.ToString("D"), computerId.ToString("D"));

    /// <summary>Begins the execution of a task on a computer, once.</summary>
    public static object[] Request(
        Execution? state, Guid taskId, Guid computerId, DateTimeOffset? expiresAt, DateTimeOffset now,
        DateTimeOffset? dueAt = null, DateTimeOffset? runFrom = null, int? wave = null) =>
        state is null ? [new ExecutionRequested(IdFor(taskId, computerId), taskId, computerId, 1, expiresAt, now, dueAt, wave, runFrom)] : [];

    /// <summary>Sends the instruction, unless its moment has not come or the task has expired meanwhile.</summary>
    public static object[] Dispatch(Execution? state, Brief brief, DateTimeOffset now) =>
        IsToBeSent(state) && !(state.DueAt > now) && !(state.ExpiresAt <= now)
            ? [new ExecutionDispatched(state.Id, state.TaskId, state.ComputerId, state.Attempt, state.State, null, now, brief)]
            : [];

    /// <summary>What is requested and dispatched at the same moment is one event; anything else stays as it is.</summary>
    public static object[] AtOnce(object[] decided) => decided is [ExecutionRequested r, ExecutionDispatched { Brief: { } brief } d]
        ? [new ExecutionIssued(r.ExecutionId, r.TaskId, r.ComputerId, brief, d.At, r.ExpiresAt, r.DueAt, r.Wave, r.RunFrom)]
        : decided;

    /// <summary>Lets it wait for a place, while as many others as may are at it.</summary>
    public static object[] Hold(Execution? state, DateTimeOffset now) => state is { State: ExecutionState.Requested } e
        ? [new ExecutionHeld(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, now)]
        : [];

    /// <summary>Ends one that cannot be dispatched, such as for a package that is gone.</summary>
    public static object[] GiveUp(Execution? state, string reason, DateTimeOffset now) => IsToBeSent(state)
        ? [new ExecutionFailed(state.Id, state.TaskId, state.ComputerId, state.Attempt, state.State, reason, now)]
        : [];

    /// <summary>
    /// No queue took the instruction of this attempt: within the retry window it goes out again (domain 6.2), after that it stands by until
    /// the computer makes contact. A cancelled one ends: the computer never had it.
    /// </summary>
    public static object[] MarkUnreachable(Execution? state, int attempt, string reason, DateTimeOffset now) => state switch
    {
        { State: ExecutionState.Dispatched } e when e.Attempt == attempt => e.CancelAsked
            ? [new ExecutionCancelled(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, reason, now)]
            : [new ExecutionUnreachable(
                e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, reason, now, Repeating.NextSending(e.Repeating, e.SentAt ?? now, now))],
        _ => [],
    };

    /// <summary>
    /// Sends the same attempt's instruction again to a computer that made contact: what stood by, and when its queue had been lost,
    /// what may have been in it. An agent that has the attempt already passes the repeat over.
    /// </summary>
    public static object[] SendAgain(Execution? state, bool queueWasGone, Brief brief, DateTimeOffset now) => state switch
    {
        null or { IsFinal: true } => [],
        { CancelAsked: true } e => queueWasGone ? [new ExecutionCancelRequested(e.Id, e.TaskId, e.ComputerId, e.Attempt, now)] : [],
        _ when state.ExpiresAt <= now => [],
        // What waits for something else than the computer, or lies in its queue, needs nothing.
        { State: ExecutionState.Waiting, WaitingFor: not null and not WaitingFor.Contact } => [],
        _ when (state.State == ExecutionState.Waiting && (queueWasGone || !state.Sent)) || (queueWasGone && state.State == ExecutionState.Dispatched) =>
            [new ExecutionDispatched(state.Id, state.TaskId, state.ComputerId, state.Attempt, state.State, null, now, brief)],
        _ => [],
    };

    /// <summary>Has it carried out again when its state is among the keys.</summary>
    /// <exception cref="CommandRefusedException">Its state is not among the keys, or the task has expired.</exception>
    public static object[] Retry(Execution state, IReadOnlyCollection<ExecutionState> keys, DateTimeOffset now) => state switch
    {
        { State: ExecutionState.Requested } => [],                       // already so
        { State: ExecutionState.Waiting, WaitingFor: WaitingFor.Slot } => [],
        _ when state.ExpiresAt <= now => throw new CommandRefusedException("The task has expired."),
        _ when RetryKeys.Contains(state.State) && keys.Contains(state.State) => [Retried(state, now)],
        _ => throw new CommandRefusedException($"An execution that is {state.State} is not carried out again."),
    };

    /// <summary>Calls it off: at once where the computer has nothing, otherwise by telling the computer, whose report ends it.</summary>
    /// <param name="letFinish">What has begun running is left alone; it ends with its true result.</param>
    public static object[] Cancel(Execution? state, string reason, DateTimeOffset now, bool? letFinish = null) => state switch
    {
        null or { IsFinal: true } or { CancelAsked: true } => [],
        { State: ExecutionState.Running } when letFinish == true => [],
        // Silent, and about to be tried again: the computer may still be at it.
        { IsBetweenAttempts: true, Assumed: true } e => [Withdrawn(e, now), Cancelled(e, reason, now)],
        { IsBetweenAttempts: true } or { Sent: false } => [Cancelled(state, reason, now)],
        { } e => [new ExecutionCancelRequested(e.Id, e.TaskId, e.ComputerId, e.Attempt, now, letFinish)],
    };

    /// <summary>
    /// The clock's verdict: expired when it has not begun running by then; timed out when the computer is silent too long, with another
    /// attempt where the task wants one; again when the moment for that has come; standing by when the computer does not take the instruction.
    /// </summary>
    public static object[] Wake(Execution? state, DateTimeOffset now) => state switch
    {
        null or { IsFinal: true } => [],
        { State: not ExecutionState.Running } e when e.ExpiresAt <= now =>
            [new ExecutionExpired(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, true, "It had not begun running when the task expired.", now)],
        { IsBetweenAttempts: true } e => e.Until <= now ? [Retried(e, now)] : [],
        { } e when e.Deadline <= now => Repeat(
            e, new ExecutionTimedOut(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, true, $"Silent for {e.SilenceSeconds} seconds.", now),
            ExecutionState.TimedOut, e.CancelAsked ? null : ErrorClass.TimedOut, now),
        { State: ExecutionState.Waiting, Sent: false, CancelAsked: false } e when e.Until <= now =>
            [Resumed(e, now)],
        { State: ExecutionState.Dispatched, CancelAsked: false } e when e.SentAt + Repeating.WindowOf(e.Repeating) <= now =>
            [new ExecutionStoodBy(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, "The computer has not taken its instruction yet.", now)],
        _ => [],
    };

    /// <summary>An end that went wrong, and what follows by itself: after this class of error, as often as the task wants it.</summary>
    internal static object[] Repeat(Execution e, object ended, ExecutionState as_, ErrorClass? error, DateTimeOffset now) =>
        error is { } known && !e.CancelAsked && Repeating.Next(e.Repeating, known, e.Repeated, now) is { } next && !(e.ExpiresAt <= next)
            ? [ended, new ExecutionRetryPlanned(e.Id, e.TaskId, e.ComputerId, e.Attempt, as_, known, next, now)]
            : [ended];

    /// <summary>The computer is told that it need not carry out the present attempt.</summary>
    internal static AttemptWithdrawn Withdrawn(Execution e, DateTimeOffset now) => new(e.Id, e.TaskId, e.ComputerId, e.Attempt, now);

    /// <summary>The computer left the platform.</summary>
    public static object[] Remove(Execution? state, DateTimeOffset now) => state is null or { IsFinal: true }
        ? []
        : [new ExecutionRemoved(state.Id, state.TaskId, state.ComputerId, state.Attempt, state.State, "The computer was removed.", now)];

    /// <summary>The present attempt's instruction is to go out again.</summary>
    internal static ExecutionResumed Resumed(Execution e, DateTimeOffset now) => new(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, now);

    private static bool IsToBeSent([NotNullWhen(true)] Execution? state) =>
        state is { State: ExecutionState.Requested } or { State: ExecutionState.Waiting, WaitingFor: WaitingFor.Slot, Sent: false };

    private static ExecutionRetried Retried(Execution e, DateTimeOffset now) => new(e.Id, e.TaskId, e.ComputerId, e.Attempt + 1, e.State, now);

    private static ExecutionCancelled Cancelled(Execution e, string reason, DateTimeOffset now) =>
        new(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, reason, now);
}
