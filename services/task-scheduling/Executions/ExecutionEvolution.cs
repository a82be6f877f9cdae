using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.TaskScheduling.Executions;

/// <summary>How each event changes an execution.</summary>
internal static class ExecutionEvolution
{
    // The longest wait for somebody to log on, or for anything else without a moment of its own, before it counts as silence.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    public static Execution? Evolve(Execution? state, object @event) => @event switch
    {
        ExecutionRequested e => new(
            e.ExecutionId, e.TaskId, e.ComputerId, e.Attempt, ExecutionState.Requested, false, false, null, [], 0, [], e.ExpiresAt, 0, null, e.At,
            e.DueAt, e.Wave, null, e.RunFrom),
        ExecutionRescheduled e => state! with { DueAt = e.DueAt, RunFrom = e.RunFrom, ExpiresAt = e.ExpiresAt, Revision = e.Revision, Superseded = state.IsFinal ? null : state.Superseded },
        ExecutionDispatched e => Dispatched(state!, e.Brief ?? Brief.Of(Guid.Empty, e.Instruction!), e.At),
        ExecutionIssued e => Dispatched(
            new(
                e.ExecutionId, e.TaskId, e.ComputerId, 1, ExecutionState.Requested, false, false, null, [], 0, [], e.ExpiresAt, 0, null, e.At,
                e.DueAt, e.Wave, null, e.RunFrom),
            e.Brief, e.At),
        ExecutionUnreachable e => state! with
        {
            State = ExecutionState.Waiting, WaitingFor = WaitingFor.Contact, Until = e.NextAt, Sent = false, Reason = e.Reason, ChangedAt = e.At,
        },
        ExecutionStoodBy e => state! with
        {
            State = ExecutionState.Waiting, WaitingFor = WaitingFor.Contact, Until = null, Reason = e.Reason, ChangedAt = e.At,
        },
        ExecutionHeld e => state! with { State = ExecutionState.Waiting, WaitingFor = WaitingFor.Slot, Until = null, Reason = null, ChangedAt = e.At },
        ExecutionResumed e => state! with { State = ExecutionState.Requested, WaitingFor = null, Until = null, Reason = null, ChangedAt = e.At },
        ExecutionAccepted e => Moved(state!, ExecutionState.Accepted, e.At),
        ExecutionProbing e => Moved(state!, ExecutionState.Probing, e.At),
        ExecutionProbed e => state! with { Reason = e.Reason, Deadline = Silence(state, e.At), ChangedAt = e.At },
        ExecutionTransferStarted e => Moved(state!, ExecutionState.Transferring, e.At),
        ContentReachedRelay e => state! with { AtRelay = true, Deadline = Silence(state, e.At), ChangedAt = e.At },
        ExecutionTransferred e => Moved(state!, ExecutionState.Transferred, e.At),
        ActionBegun e => Moved(state!, ExecutionState.Running, e.At) with { Action = e.Action },
        ActionEnded e => ActionDone(state!, e),
        ExecutionWaited e => state! with
        {
            State = ExecutionState.Waiting, WaitingFor = e.For, Until = e.Until, WaitSaidAt = e.SaidAt, Reason = null,
            Deadline = Silence(state, e.Until > e.At ? e.Until.Value : e.Until is null ? e.At + LongestWait : e.At), ChangedAt = e.At,
        },
        ExecutionCancelRequested e => state! with { CancelAsked = true, Superseded = e.Superseded, ChangedAt = e.At },
        ExecutionRetryPlanned e => state! with
        {
            State = ExecutionState.Waiting, WaitingFor = WaitingFor.Retry, Until = e.NextAt, Deadline = null,
            Repeated = [.. state.Repeated ?? [], e.Error], ChangedAt = e.At,
        },
        ExecutionRetried e => Again(state!, e),
        LateResultRecorded e => state! with { Unanswered = Without(state.Unanswered, e.Attempt), Assumed = state.Assumed && e.Attempt != state.Attempt },
        ExecutionSucceeded e => Ended(state!, ExecutionState.Succeeded, false, null, e.At) with { SucceededIn = state!.Revision ?? 1 },
        ExecutionFailed e => Ended(state!, ExecutionState.Failed, false, e.Reason, e.At),
        ExecutionSkipped e => Ended(state!, ExecutionState.Skipped, false, e.Reason, e.At),
        ExecutionTimedOut e => Ended(state!, ExecutionState.TimedOut, e.Assumed, e.Reason, e.At),
        ExecutionExpired e => Ended(state!, ExecutionState.Expired, e.Assumed, e.Reason, e.At),
        ExecutionCancelled e => Ended(state!, ExecutionState.Cancelled, false, e.Reason, e.At),
        ExecutionRemoved e => Ended(state!, ExecutionState.Removed, false, e.Reason, e.At),
        _ => state,
    };

    private static Execution Dispatched(Execution state, Brief brief, DateTimeOffset at) => state with
    {
        State = ExecutionState.Dispatched,
        WaitingFor = null,
        Until = null,
        Reason = null,
        Sent = true,
        // Standing by is over with the computer's contact, and another window begins.
        SentAt = state is { WaitingFor: WaitingFor.Contact, Until: null } ? at : state.SentAt ?? at,
        ActionNames = brief.ActionNames,
        SilenceSeconds = brief.SilenceSeconds,
        NotBefore = brief.NotBefore,
        Repeating = brief.Repeating,
        Revision = brief.Revision,
        ChangedAt = at,
    };

    // Every sign of life moves the deadline: the limit is one of silence, not of the work as a whole.
    private static Execution Moved(Execution state, ExecutionState to, DateTimeOffset at) => state with
    {
        State = to, Reached = to, WaitingFor = null, Until = null, Reason = null, Deadline = Silence(state, at), ChangedAt = at,
    };

    private static DateTimeOffset Silence(Execution state, DateTimeOffset since) =>
        (state.NotBefore > since ? state.NotBefore.Value : since).AddSeconds(state.SilenceSeconds);

    private static Execution ActionDone(Execution state, ActionEnded e)
    {
        var ended = state with { EndedActions = [.. state.EndedActions, e.Action], Error = e.Error ?? state.Error };
        return state.IsFinal || state.IsBetweenAttempts || state.Deadline is null ? ended : ended with { Deadline = Silence(state, e.At), ChangedAt = e.At };
    }

    // An attempt that is left behind without its own word may still send it.
    private static Execution Again(Execution state, ExecutionRetried e) => state with
    {
        Attempt = e.Attempt, State = ExecutionState.Requested, Reached = ExecutionState.Requested, WaitingFor = null, Until = null, WaitSaidAt = null,
        AtRelay = false, Sent = false, SentAt = null, Error = null, Assumed = false, CancelAsked = false, Reason = null, Action = 0, EndedActions = [],
        Deadline = null, ChangedAt = e.At, Superseded = null, PresentSince = e.Revised == true ? e.Attempt : state.PresentSince,
        Unanswered = state.Assumed || (!state.IsFinal && !state.IsBetweenAttempts && state.Sent) ? [.. state.Unanswered ?? [], state.Attempt] : state.Unanswered,
    };

    private static Execution Ended(Execution state, ExecutionState to, bool assumed, string? reason, DateTimeOffset at) => state with
    {
        State = to, Assumed = assumed, WaitingFor = null, Until = null, Reason = reason, Deadline = null, ChangedAt = at,
    };

    private static int[]? Without(IReadOnlyList<int>? attempts, int attempt) =>
        attempts?.Where(one => one != attempt).ToArray() is { Length: > 0 } left ? left : null;
}
