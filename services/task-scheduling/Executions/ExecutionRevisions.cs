using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Tasks;

namespace Distribution.TaskScheduling.Executions;

/// <summary>What a change of a started task means for one of its computers (domain, section 10, editing a running task).</summary>
public static class ExecutionRevisions
{
    /// <summary>
    /// Brings an execution up to the task's revision. New actions: whoever has not carried them out starts again, after the attempt
    /// under way has ended, and leaves out what succeeded before and is as it was. A new schedule: what has not begun running follows it, results stay. Once followed, nothing more.
    /// </summary>
    /// <param name="dueAt">The computer's new moment of dispatch.</param>
    /// <param name="runFrom">The computer's new moment of running.</param>
    public static object[] Follow(Execution? state, DistributionTask task, DateTimeOffset? dueAt, DateTimeOffset? runFrom, DateTimeOffset now)
    {
        if (state is null || !task.Stands || (state.Revision ?? 1) >= (task.Revision ?? 1))
            return [];
        var again = (state.Revision ?? 1) < (task.ActionsRevision ?? 1);
        object[] noted = [new ExecutionRescheduled(
            state.Id, state.TaskId, state.ComputerId, state.Attempt, dueAt, runFrom, task.Schedule.ExpiresAt, task.Revision, now)];
        object[] restarted = [.. noted, new ExecutionRetried(state.Id, state.TaskId, state.ComputerId, state.Attempt + 1, state.State, now, again ? true : null)];
        return state switch
        {
            // The computer has nothing: what goes out next is the new revision.
            { State: ExecutionState.Requested } or { State: ExecutionState.Waiting, Sent: false } or { IsBetweenAttempts: true, Assumed: false } => noted,
            { State: ExecutionState.Removed } => noted,
            { State: ExecutionState.Cancelled, Superseded: not true } => noted,
            { State: ExecutionState.Expired } when !(task.Schedule.ExpiresAt <= now) => restarted,
            { State: ExecutionState.Cancelled, IsFinal: true } => restarted,
            { State: ExecutionState.Succeeded } => task.HasNewSince(state.SucceededIn ?? state.Revision ?? 1) ? restarted : noted,
            { IsFinal: true } => again ? restarted : noted,
            { State: ExecutionState.Running } when !again => noted,
            { CancelAsked: true } => [],
            // Its report, or the broker's word that nobody took the instruction, ends this attempt; then the next one begins.
            _ => [new ExecutionCancelRequested(state.Id, state.TaskId, state.ComputerId, state.Attempt, now, null, true)],
        };
    }
}
