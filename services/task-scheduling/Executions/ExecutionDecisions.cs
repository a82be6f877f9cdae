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
    public static object[] Dispatch(Execution? state, Instruction instruction, DateTimeOffset now) =>
        state is { State: ExecutionState.Requested } e && !(e.DueAt > now) && !(e.ExpiresAt <= now)
            ? [new ExecutionDispatched(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, instruction, now)]
            : [];

    /// <summary>Ends one that cannot be dispatched, such as for a package that is gone.</summary>
    public static object[] GiveUp(Execution? state, string reason, DateTimeOffset now) => state is { State: ExecutionState.Requested } e
        ? [new ExecutionFailed(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, reason, now)]
        : [];

    /// <summary>No queue took the instruction of this attempt. A cancelled one ends: the computer never had it.</summary>
    public static object[] MarkUnreachable(Execution? state, int attempt, string reason, DateTimeOffset now) => state switch
    {
        { State: ExecutionState.Dispatched } e when e.Attempt == attempt => e.CancelAsked
            ? [new ExecutionCancelled(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, reason, now)]
            : [new ExecutionUnreachable(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, reason, now)],
        _ => [],
    };

    /// <summary>
    /// Sends the same attempt's instruction again to a computer that made contact: what stood by, and when its queue had been lost,
    /// what may have been in it. An agent that has the attempt already passes the repeat over.
    /// </summary>
    public static object[] SendAgain(Execution? state, bool queueWasGone, Instruction instruction, DateTimeOffset now) => state switch
    {
        null or { IsFinal: true } => [],
        { CancelAsked: true } e => queueWasGone ? [new ExecutionCancelRequested(e.Id, e.TaskId, e.ComputerId, e.Attempt, now)] : [],
        _ when state.ExpiresAt <= now => [],
        _ when state.State == ExecutionState.Waiting || (queueWasGone && state.State == ExecutionState.Dispatched) =>
            [new ExecutionDispatched(state.Id, state.TaskId, state.ComputerId, state.Attempt, state.State, instruction, now)],
        _ => [],
    };

    /// <summary>Has it carried out again when its state is among the keys.</summary>
    /// <exception cref="CommandRefusedException">Its state is not among the keys, or the task has expired.</exception>
    public static object[] Retry(Execution state, IReadOnlyCollection<ExecutionState> keys, DateTimeOffset now) => state switch
    {
        { State: ExecutionState.Requested } => [],                       // already so
        _ when state.ExpiresAt <= now => throw new CommandRefusedException("The task has expired."),
        _ when RetryKeys.Contains(state.State) && keys.Contains(state.State) =>
            [new ExecutionRetried(state.Id, state.TaskId, state.ComputerId, state.Attempt + 1, state.State, now)],
        _ => throw new CommandRefusedException($"An execution that is {state.State} is not carried out again."),
    };

    /// <summary>Calls it off: at once where the computer has nothing, otherwise by telling the computer, whose report ends it.</summary>
    /// <param name="letFinish">What has begun running is left alone; it ends with its true result.</param>
    public static object[] Cancel(Execution? state, string reason, DateTimeOffset now, bool? letFinish = null) => state switch
    {
        null or { IsFinal: true } or { CancelAsked: true } => [],
        { State: ExecutionState.Running } when letFinish == true => [],
        { State: ExecutionState.Requested or ExecutionState.Waiting } e =>
            [new ExecutionCancelled(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, reason, now)],
        { } e => [new ExecutionCancelRequested(e.Id, e.TaskId, e.ComputerId, e.Attempt, now, letFinish)],
    };

    /// <summary>The clock's verdict: expired when it has not begun running by then, timed out when the computer is silent too long.</summary>
    public static object[] Wake(Execution? state, DateTimeOffset now) => state switch
    {
        null or { IsFinal: true } => [],
        { State: not ExecutionState.Running } e when e.ExpiresAt <= now =>
            [new ExecutionExpired(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, true, "It had not begun running when the task expired.", now)],
        { } e when e.Deadline <= now =>
            [new ExecutionTimedOut(e.Id, e.TaskId, e.ComputerId, e.Attempt, e.State, true, $"Silent for {e.SilenceSeconds} seconds.", now)],
        _ => [],
    };

    /// <summary>The computer left the platform.</summary>
    public static object[] Remove(Execution? state, DateTimeOffset now) => state is null or { IsFinal: true }
        ? []
        : [new ExecutionRemoved(state.Id, state.TaskId, state.ComputerId, state.Attempt, state.State, "The computer was removed.", now)];
}
