using Distribution.Contracts;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Executions;
using Distribution.TaskScheduling.Tasks;
using Audit = Distribution.Contracts.Audit.V1;
using V1 = Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.TaskScheduling;

/// <summary>What each stored event says to the world (street, step 5). Events that are missing here are of no interest outside.</summary>
public static class Messages
{
    /// <summary>The messages of one event; pure but for the instructions that were learnt before.</summary>
    public static IEnumerable<Outgoing> ToOutgoing(IEvent e, KnownInstructions known) => e.Data switch
    {
        ExecutionRequested x => [Moved(e, x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt, V1.ExecutionState.Requested, 0, x.At, x.Wave)],
        ExecutionRetried x => [Moved(e, x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt, V1.ExecutionState.Requested, 0, x.At)],
        ExecutionIssued x =>
        [
            Instruct(x.ExecutionId, x.TaskId, x.ComputerId, 1, known.Of(x.Brief, x.At)),
            Moved(e, x.ExecutionId, x.TaskId, x.ComputerId, 1, V1.ExecutionState.Dispatched, 0, x.At, x.Wave),
        ],
        ExecutionDispatched x =>
        [
            Instruct(x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt, x.Brief is { } brief ? known.Of(brief, x.At) : known.Spell(x.Instruction!, x.At)),
            Moved(e, x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt, V1.ExecutionState.Dispatched, 0, x.At),
        ],
        ExecutionUnreachable x =>
            [Waiting(e, x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt, V1.WaitingFor.Contact, 0, x.At, x.NextAt, x.Reason)],
        ExecutionStoodBy x => [Waiting(e, x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt, V1.WaitingFor.Contact, 0, x.At, null, x.Reason)],
        ExecutionHeld x => [Waiting(e, x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt, V1.WaitingFor.Slot, 0, x.At)],
        ExecutionResumed x => [Moved(e, x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt, V1.ExecutionState.Requested, 0, x.At)],
        ExecutionRetryPlanned x => [Waiting(e, x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt, V1.WaitingFor.Retry, 0, x.At, x.NextAt)],
        ExecutionWaited x => [Waiting(e, x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt, x.For, x.Progress, x.At, x.Until)],
        ExecutionProbing x => [Moved(e, x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt, V1.ExecutionState.Probing, 0, x.At)],
        ContentReachedRelay x => [Moved(e, x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt, V1.ExecutionState.Transferring, 50, x.At)],
        ExecutionAccepted x => [Moved(e, x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt, V1.ExecutionState.Accepted, 0, x.At)],
        ExecutionTransferStarted x => [Moved(e, x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt, V1.ExecutionState.Transferring, 20, x.At)],
        ExecutionTransferred x => [Moved(e, x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt, V1.ExecutionState.Transferred, 70, x.At)],
        ActionBegun x => [Moved(e, x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt, V1.ExecutionState.Running, 70, x.At)],
        ActionEnded x => [Tell(new V1.ActionCompleted(
            x.ExecutionId, x.TaskId, x.ComputerId, e.Version, x.Attempt, x.Action, x.Name, x.Outcome, x.ExitCode, x.OutputTail, x.Reason,
            x.StartedAt, x.EndedAt, x.Error))],
        ExecutionCancelRequested x => [new Outgoing.Send(
            AgentQueue.Exchange, AgentQueue.RoutingKey(x.ComputerId), new V1.CancelExecution(x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt, x.LetFinish))],
        AttemptWithdrawn x => [new Outgoing.Send(
            AgentQueue.Exchange, AgentQueue.RoutingKey(x.ComputerId), new V1.CancelExecution(x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt))],
        ExecutionSucceeded x => [Ended(e, x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt, V1.ExecutionState.Succeeded, null, x.At)],
        ExecutionFailed x => [Ended(e, x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt, V1.ExecutionState.Failed, x.Reason, x.At, x.Error)],
        ExecutionSkipped x => [Ended(e, x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt, V1.ExecutionState.Skipped, x.Reason, x.At)],
        ExecutionTimedOut x => [Ended(e, x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt, V1.ExecutionState.TimedOut, x.Reason, x.At)],
        ExecutionExpired x => [Ended(e, x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt, V1.ExecutionState.Expired, x.Reason, x.At)],
        ExecutionCancelled x => [Ended(e, x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt, V1.ExecutionState.Cancelled, x.Reason, x.At)],
        ExecutionRemoved x => [Ended(e, x.ExecutionId, x.TaskId, x.ComputerId, x.Attempt, V1.ExecutionState.Removed, x.Reason, x.At)],
        _ => OfTask(e),
    };

    private static Outgoing[] OfTask(IEvent e) => e.Data switch
    {
        TaskCreated t => [Tell(new V1.TaskCreated(
            t.TaskId, e.Version, t.Name, t.Kind, t.Class, t.Destinations.ComputerIds, t.Destinations.GroupIds, Packages(t.Actions),
            t.Schedule.StartAt, t.Schedule.ExpiresAt, t.CreatedAt, t.MadeFor))],
        TaskRenamed t => [Tell(Edited(e, t.TaskId, t.RenamedAt) with { Name = t.Name })],
        TaskDestinationsChanged t =>
            [Tell(Edited(e, t.TaskId, t.ChangedAt) with { ComputerIds = t.Destinations.ComputerIds, GroupIds = t.Destinations.GroupIds })],
        TaskActionsChanged t => [Tell(Edited(e, t.TaskId, t.ChangedAt) with { PackageIds = Packages(t.Actions) })],
        TaskScheduleChanged t =>
            [Tell(Edited(e, t.TaskId, t.ChangedAt) with { ScheduleChanged = true, StartAt = t.Schedule.StartAt, ExpiresAt = t.Schedule.ExpiresAt })],
        TaskStarted t => [Tell(new V1.TaskStarted(t.TaskId, e.Version, t.StartedAt))],
        TaskCompleted t => [Tell(new V1.TaskCompleted(t.TaskId, e.Version, false, t.CompletedAt))],
        TaskCompletedWithErrors t => [Tell(new V1.TaskCompleted(t.TaskId, e.Version, true, t.CompletedAt))],
        TaskReopened t => [Tell(new V1.TaskReopened(t.TaskId, e.Version, t.ReopenedAt))],
        TaskCancelled t => [Tell(new V1.TaskCancelled(t.TaskId, e.Version, t.Reason, t.CancelledAt, t.LetFinish))],
        TaskPaused t => [Tell(new V1.TaskHeld(t.TaskId, e.Version, t.Reason, false, false, t.PausedAt))],
        TaskHalted t => [Tell(new V1.TaskHeld(t.TaskId, e.Version, t.Reason, true, t.Stopped, t.HaltedAt))],
        TaskResumed t => [Tell(new V1.TaskResumed(t.TaskId, e.Version, t.ResumedAt))],
        WaveOpened t => [Tell(new V1.WaveOpened(t.TaskId, e.Version, t.Wave, t.OpenedAt))],
        TaskRemoved t => [Tell(new V1.TaskRemoved(t.TaskId, e.Version, t.RemovedAt))],
        ChangeAudited x => [new Outgoing.Publish(new Audit.ChangeAudited(
            x.AuditId, "task-scheduling", x.CallerId, x.CallerName, x.CallerKind, x.Address, x.RequestId, x.Action, x.Changes[0].Noun, x.Changes[0].Id,
            x.SubjectIds(), x.ChangesAsJson(), x.At))],
        AuditSealed x => [new Outgoing.Publish(new Audit.AuditSealed("task-scheduling", x.Number, x.To, x.Hash, x.SealedAt))],
        _ => [],
    };

    private static Outgoing.Publish Tell(object message) => new(message);

    private static Outgoing.Line Moved(
        IEvent e, Guid id, Guid task, Guid computer, int attempt, V1.ExecutionState state, int progress, DateTimeOffset at,
        int? wave = null) => Told(task, new(e.Id, id, computer, e.Version, attempt, state, progress, at, Wave: wave));

    private static Outgoing.Line Waiting(
        IEvent e, Guid id, Guid task, Guid computer, int attempt, V1.WaitingFor for_, int progress, DateTimeOffset at, DateTimeOffset? until = null,
        string? reason = null) => Told(task, new(e.Id, id, computer, e.Version, attempt, V1.ExecutionState.Waiting, progress, at, for_, until, reason));

    private static Outgoing.Line Told(Guid task, V1.ProgressedExecution execution) => new(
        task,
        (task, execution),
        static lines => new V1.ExecutionsProgressed(
            (((Guid Task, V1.ProgressedExecution))lines[0]).Task, [.. lines.Select(line => (((Guid, V1.ProgressedExecution Execution))line).Execution)]));

    private static Outgoing.Publish Ended(
        IEvent e, Guid id, Guid task, Guid computer, int attempt, V1.ExecutionState state, string? reason, DateTimeOffset at,
        V1.ErrorClass? error = null) => Tell(new V1.ExecutionEnded(id, task, computer, e.Version, attempt, state, reason, at, error));

    private static Outgoing.Send Instruct(Guid id, Guid task, Guid computer, int attempt, V1.ExecuteTask common) => new(
        AgentQueue.Exchange, AgentQueue.RoutingKey(computer), common with { ExecutionId = id, TaskId = task, ComputerId = computer, Attempt = attempt });

    private static V1.TaskEdited Edited(IEvent e, Guid id, DateTimeOffset at) => new(id, e.Version, null, null, null, null, false, null, null, at);

    private static Guid[] Packages(IEnumerable<TaskAction> actions) => [.. actions.Select(a => a.PackageId).OfType<Guid>().Distinct()];
}
