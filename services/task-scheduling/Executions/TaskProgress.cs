using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Tasks;

namespace Distribution.TaskScheduling.Executions;

/// <summary>How many computers of a task stand where. Counted from the events alone, so that no poll ever walks 100,000 executions.</summary>
/// <param name="Counts">Computers per state; states without any may be absent.</param>
/// <param name="Standing">The task goes to groups, so that an empty one may still get its first computer.</param>
/// <param name="Issued">Every destination of the start has its execution.</param>
public sealed record TaskProgress(
    Guid Id, IReadOnlyDictionary<ExecutionState, int> Counts, bool Standing, bool Issued, TaskState TaskState, DateTimeOffset? ExpiresAt)
{
    /// <summary>A task of which nothing is known yet.</summary>
    public static TaskProgress None(Guid taskId) => new(taskId, new Dictionary<ExecutionState, int>(), false, false, TaskState.Scheduled, null);

    /// <summary>How many computers have an execution.</summary>
    public int Total => Counts.Values.Sum();

    /// <summary>How many of them have not ended.</summary>
    public int Open => Counts.Where(count => !count.Key.IsFinal()).Sum(count => count.Value);

    /// <summary>How many failed or timed out.</summary>
    public int Failed => Of(ExecutionState.Failed) + Of(ExecutionState.TimedOut);

    /// <summary>Percent over all computers: 20 where content is on its way, 70 where it is there, 100 where all is over (domain, section 10).</summary>
    public int Percent => Total == 0 ? 0 : (int)(Counts.Sum(count => (long)count.Value * Weight(count.Key)) / Total);

    /// <summary>Whether the task's verdict may lag behind its executions, so that the clockwork must look (an index knows these).</summary>
    public bool Unsettled => Issued && TaskState switch
    {
        TaskState.Started => Open == 0 && (Total > 0 || !Standing || ExpiresAt is not null),
        TaskState.Completed => Open > 0 || Failed > 0,
        TaskState.CompletedWithErrors => Open > 0 || Failed == 0,
        _ => false,
    };

    /// <summary>Whether a task that was called off has computers that have not ended (FinishSteps; an index knows these).</summary>
    public bool CallingOff => TaskState is TaskState.Cancelled or TaskState.Removed && Open > 0;

    /// <summary>How many computers stand so.</summary>
    public int Of(ExecutionState state) => Counts.GetValueOrDefault(state);

    /// <summary>The next state. Pure; each event says which state it leaves.</summary>
    public TaskProgress Evolve(object @event) => @event switch
    {
        ExecutionRequested => Move(null, ExecutionState.Requested),
        ExecutionIssued => Move(null, ExecutionState.Dispatched),
        ExecutionDispatched e => Move(e.From, ExecutionState.Dispatched),
        ExecutionUnreachable e => Move(e.From, ExecutionState.Waiting),
        ExecutionStoodBy e => Move(e.From, ExecutionState.Waiting),
        ExecutionHeld e => Move(e.From, ExecutionState.Waiting),
        ExecutionResumed e => Move(e.From, ExecutionState.Requested),
        ExecutionAccepted e => Move(e.From, ExecutionState.Accepted),
        ExecutionProbing e => Move(e.From, ExecutionState.Probing),
        ExecutionWaited e => Move(e.From, ExecutionState.Waiting),
        ExecutionRetryPlanned e => Move(e.From, ExecutionState.Waiting),
        ExecutionTransferStarted e => Move(e.From, ExecutionState.Transferring),
        ExecutionTransferred e => Move(e.From, ExecutionState.Transferred),
        ActionBegun e => Move(e.From, ExecutionState.Running),
        ExecutionRetried e => Move(e.From, ExecutionState.Requested),
        ExecutionSucceeded e => Move(e.From, ExecutionState.Succeeded),
        ExecutionFailed e => Move(e.From, ExecutionState.Failed),
        ExecutionSkipped e => Move(e.From, ExecutionState.Skipped),
        ExecutionTimedOut e => Move(e.From, ExecutionState.TimedOut),
        ExecutionExpired e => Move(e.From, ExecutionState.Expired),
        ExecutionCancelled e => Move(e.From, ExecutionState.Cancelled),
        ExecutionRemoved e => Move(e.From, ExecutionState.Removed),
        Tasks.TaskCreated e => this with { Standing = e.Destinations.GroupIds.Count > 0, ExpiresAt = e.Schedule.ExpiresAt },
        TaskDestinationsChanged e => this with { Standing = e.Destinations.GroupIds.Count > 0 },
        TaskScheduleChanged e => this with { ExpiresAt = e.Schedule.ExpiresAt },
        Tasks.TaskStarted or Tasks.TaskReopened => this with { TaskState = TaskState.Started },
        TaskIssued => this with { Issued = true },
        TaskApprovalAsked => this with { Issued = false },
        Tasks.TaskCompleted => this with { TaskState = TaskState.Completed },
        TaskCompletedWithErrors => this with { TaskState = TaskState.CompletedWithErrors },
        Tasks.TaskCancelled => this with { TaskState = TaskState.Cancelled },
        Tasks.TaskRemoved => this with { TaskState = TaskState.Removed },
        _ => this,
    };

    private static int Weight(ExecutionState state) => state switch
    {
        ExecutionState.Transferring => 20,
        ExecutionState.Transferred or ExecutionState.Running => 70,
        _ => state.IsFinal() ? 100 : 0,
    };

    private TaskProgress Move(ExecutionState? from, ExecutionState to)
    {
        var counts = new Dictionary<ExecutionState, int>(Counts);
        if (from is { } left)
            counts[left] = counts.GetValueOrDefault(left) - 1;
        counts[to] = counts.GetValueOrDefault(to) + 1;
        return this with { Counts = counts };
    }
}

/// <summary>Feeds the counts behind the log.</summary>
public sealed partial class TaskProgressProjection : MultiStreamProjection<TaskProgress, Guid>
{
    /// <summary>Each event names its task.</summary>
    public TaskProgressProjection()
    {
        Identity<ExecutionRequested>(e => e.TaskId);
        Identity<ExecutionIssued>(e => e.TaskId);
        Identity<ExecutionDispatched>(e => e.TaskId);
        Identity<ExecutionUnreachable>(e => e.TaskId);
        Identity<ExecutionStoodBy>(e => e.TaskId);
        Identity<ExecutionHeld>(e => e.TaskId);
        Identity<ExecutionResumed>(e => e.TaskId);
        Identity<ExecutionAccepted>(e => e.TaskId);
        Identity<ExecutionProbing>(e => e.TaskId);
        Identity<ExecutionWaited>(e => e.TaskId);
        Identity<ExecutionRetryPlanned>(e => e.TaskId);
        Identity<ExecutionTransferStarted>(e => e.TaskId);
        Identity<ExecutionTransferred>(e => e.TaskId);
        Identity<ActionBegun>(e => e.TaskId);
        Identity<ExecutionRetried>(e => e.TaskId);
        Identity<ExecutionSucceeded>(e => e.TaskId);
        Identity<ExecutionFailed>(e => e.TaskId);
        Identity<ExecutionSkipped>(e => e.TaskId);
        Identity<ExecutionTimedOut>(e => e.TaskId);
        Identity<ExecutionExpired>(e => e.TaskId);
        Identity<ExecutionCancelled>(e => e.TaskId);
        Identity<ExecutionRemoved>(e => e.TaskId);
        Identity<Tasks.TaskCreated>(e => e.TaskId);
        Identity<TaskDestinationsChanged>(e => e.TaskId);
        Identity<TaskScheduleChanged>(e => e.TaskId);
        Identity<Tasks.TaskStarted>(e => e.TaskId);
        Identity<TaskIssued>(e => e.TaskId);
        Identity<TaskApprovalAsked>(e => e.TaskId);
        Identity<Tasks.TaskCompleted>(e => e.TaskId);
        Identity<TaskCompletedWithErrors>(e => e.TaskId);
        Identity<Tasks.TaskReopened>(e => e.TaskId);
        Identity<Tasks.TaskCancelled>(e => e.TaskId);
        Identity<Tasks.TaskRemoved>(e => e.TaskId);
    }

    /// <inheritdoc />
    public override TaskProgress? Evolve(TaskProgress? snapshot, Guid id, IEvent e) => (snapshot ?? TaskProgress.None(id)).Evolve(e.Data);
}
