using System.Text.Json.Serialization;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.TaskScheduling.Executions;

/// <summary>One task on one computer. One stream each, so that a hundred thousand computers never contend for one.</summary>
/// <param name="Attempt">1 at first; a re-execution counts on. Reports are taken for the present attempt only.</param>
/// <param name="Assumed">The final state was concluded from silence or the clock, and the computer's own word corrects it.</param>
/// <param name="CancelAsked">The computer was told to stop; its report says how it ended.</param>
/// <param name="ActionNames">The task's actions in order; empty until dispatched.</param>
/// <param name="Action">The number of the action that began last; 0 before the first.</param>
/// <param name="EndedActions">Actions of this attempt whose end is recorded.</param>
/// <param name="Deadline">Silence beyond this moment is a time-out; null while nothing was accepted.</param>
/// <param name="DueAt">It is not dispatched before; null is at once.</param>
/// <param name="Wave">The task's wave that it belongs to; null where there are none.</param>
/// <param name="Revision">The task's revision that was dispatched last; null is the first.</param>
/// <param name="RunFrom">Running begins no earlier; null is at once.</param>
/// <param name="Superseded">The task has changed while this attempt was under way; the next one follows when it has ended.</param>
public sealed record Execution(
    Guid Id, Guid TaskId, Guid ComputerId, int Attempt,
    [property: JsonConverter(typeof(JsonStringEnumConverter<ExecutionState>))] ExecutionState State,
    bool Assumed, bool CancelAsked, string? Reason, IReadOnlyList<string> ActionNames, int Action, IReadOnlyList<int> EndedActions,
    DateTimeOffset? ExpiresAt, int SilenceSeconds, DateTimeOffset? Deadline, DateTimeOffset ChangedAt,
    DateTimeOffset? DueAt = null, int? Wave = null, int? Revision = null, DateTimeOffset? RunFrom = null, bool? Superseded = null)
{
    /// <summary>The same moment in milliseconds since 1970, which SQL can compare; null is at once.</summary>
    public long? DispatchAt => DueAt?.ToUnixTimeMilliseconds();

    /// <summary>Whether it ended and the changed task is to be carried out after all (an index knows these).</summary>
    public bool RestartsNow => IsFinal && Superseded == true;


    /// <summary>Percent: 0 created, 20 transfer started, 70 on the computer, 100 finished (domain, section 10).</summary>
    public int Progress => State switch
    {
        ExecutionState.Requested or ExecutionState.Dispatched or ExecutionState.Accepted => 0,
        ExecutionState.Waiting => 0,
        ExecutionState.Transferring => 20,
        ExecutionState.Transferred or ExecutionState.Running => 70,
        _ => 100,
    };

    /// <summary>Whether it ended.</summary>
    public bool IsFinal => State >= ExecutionState.Succeeded;

    /// <summary>When the sweep must look at it, in milliseconds since 1970 (a number, so that an index can order it); null: never.</summary>
    public long? WakeAt => State switch
    {
        _ when IsFinal => null,
        ExecutionState.Running => Deadline?.ToUnixTimeMilliseconds(),
        _ => Earlier(Deadline, ExpiresAt)?.ToUnixTimeMilliseconds(),
    };

    /// <summary>The next state. Pure.</summary>
    public static Execution? Evolve(Execution? state, object @event) => @event switch
    {
        ExecutionRequested e => new(
            e.ExecutionId, e.TaskId, e.ComputerId, e.Attempt, ExecutionState.Requested, false, false, null, [], 0, [], e.ExpiresAt, 0, null, e.At,
            e.DueAt, e.Wave, null, e.RunFrom),
        ExecutionRescheduled e => state! with { DueAt = e.DueAt, RunFrom = e.RunFrom, ExpiresAt = e.ExpiresAt, Revision = e.Revision },
        ExecutionDispatched e => state! with
        {
            State = ExecutionState.Dispatched,
            ActionNames = [.. e.Instruction.Actions.Select(action => action.Name)],
            SilenceSeconds = e.Instruction.SilenceSeconds,
            Revision = e.Instruction.Revision,
            ChangedAt = e.At,
        },
        ExecutionUnreachable e => state! with { State = ExecutionState.Waiting, Reason = e.Reason, ChangedAt = e.At },
        ExecutionAccepted e => state!.Moved(ExecutionState.Accepted, e.At),
        ExecutionTransferStarted e => state!.Moved(ExecutionState.Transferring, e.At),
        ExecutionTransferred e => state!.Moved(ExecutionState.Transferred, e.At),
        ActionBegun e => state!.Moved(ExecutionState.Running, e.At) with { Action = e.Action },
        ActionEnded e => state!.ActionDone(e.Action, e.At),
        ExecutionCancelRequested e => state! with { CancelAsked = true, Superseded = e.Superseded, ChangedAt = e.At },
        ExecutionRetried e => state! with
        {
            Attempt = e.Attempt, State = ExecutionState.Requested, Assumed = false, CancelAsked = false, Reason = null,
            Action = 0, EndedActions = [], Deadline = null, ChangedAt = e.At, Superseded = null,
        },
        ExecutionSucceeded e => state!.Ended(ExecutionState.Succeeded, false, null, e.At),
        ExecutionFailed e => state!.Ended(ExecutionState.Failed, false, e.Reason, e.At),
        ExecutionSkipped e => state!.Ended(ExecutionState.Skipped, false, e.Reason, e.At),
        ExecutionTimedOut e => state!.Ended(ExecutionState.TimedOut, e.Assumed, e.Reason, e.At),
        ExecutionExpired e => state!.Ended(ExecutionState.Expired, e.Assumed, e.Reason, e.At),
        ExecutionCancelled e => state!.Ended(ExecutionState.Cancelled, false, e.Reason, e.At),
        ExecutionRemoved e => state!.Ended(ExecutionState.Removed, false, e.Reason, e.At),
        _ => state,
    };

    // Every sign of life moves the deadline: the limit is one of silence, not of the work as a whole.
    private Execution Moved(ExecutionState to, DateTimeOffset at) =>
        this with { State = to, Reason = null, Deadline = at.AddSeconds(SilenceSeconds), ChangedAt = at };

    private Execution ActionDone(int action, DateTimeOffset at) => IsFinal
        ? this with { EndedActions = [.. EndedActions, action] }
        : this with { EndedActions = [.. EndedActions, action], Deadline = at.AddSeconds(SilenceSeconds), ChangedAt = at };

    private Execution Ended(ExecutionState to, bool assumed, string? reason, DateTimeOffset at) =>
        this with { State = to, Assumed = assumed, Reason = reason, Deadline = null, ChangedAt = at };

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null || a < b ? a : b;
}
