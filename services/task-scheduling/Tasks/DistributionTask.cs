using System.Text.Json.Serialization;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;

namespace Distribution.TaskScheduling.Tasks;

/// <summary>Where a task as a whole stands (domain 2.6).</summary>
public enum TaskState
{
    Scheduled,
    Started,
    Completed,
    CompletedWithErrors,
    Cancelled,
    Removed,
}

/// <summary>What is done, when, on which computers. The computers named one by one stay in the events: there may be 100,000.</summary>
/// <param name="ComputerCount">How many computers are named one by one.</param>
/// <param name="Issued">Every destination of the start has its execution.</param>
public sealed record DistributionTask(
    Guid Id, string Name, string Description, TaskKind Kind, TaskClass Class, IReadOnlyList<TaskAction> Actions, int ComputerCount,
    IReadOnlyList<Guid> GroupIds, TaskSchedule Schedule, TaskRunning Running, Guid? CopyOf, string Fingerprint,
    [property: JsonConverter(typeof(JsonStringEnumConverter<TaskState>))] TaskState State,
    bool Issued, string? Reason, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, long Version)
{
    /// <summary>When the clockwork must start it, in milliseconds since 1970 (a number, so that an index can order it); null: never.</summary>
    public long? DueAt => State == TaskState.Scheduled ? (Schedule.StartAt ?? CreatedAt).ToUnixTimeMilliseconds() : null;

    /// <summary>Whether a computer that joins one of its groups gets it.</summary>
    public bool Stands => State is TaskState.Started or TaskState.Completed or TaskState.CompletedWithErrors;

    /// <summary>The next state. Pure.</summary>
    public static DistributionTask? Evolve(DistributionTask? state, object @event)
    {
        var next = Fold(state, @event);
        return next is null ? null : next with { Version = next.Version + 1 };
    }

    private static DistributionTask? Fold(DistributionTask? state, object @event) => @event switch
    {
        TaskCreated e => new(
            e.TaskId, e.Name, e.Description, e.Kind, e.Class, e.Actions, e.Destinations.ComputerIds.Count, e.Destinations.GroupIds,
            e.Schedule, e.Running, e.CopyOf, e.Fingerprint, TaskState.Scheduled, false, null, e.CreatedAt, null, null, 0),
        TaskRenamed e => state! with { Name = e.Name, Description = e.Description },
        TaskDestinationsChanged e => state! with { ComputerCount = e.Destinations.ComputerIds.Count, GroupIds = e.Destinations.GroupIds },
        TaskActionsChanged e => state! with { Kind = e.Kind, Actions = e.Actions },
        TaskScheduleChanged e => state! with { Schedule = e.Schedule },
        TaskRunningChanged e => state! with { Running = e.Running },
        TaskStarted e => state! with { State = TaskState.Started, StartedAt = e.StartedAt },
        TaskIssued => state! with { Issued = true },
        TaskCompleted e => state! with { State = TaskState.Completed, EndedAt = e.CompletedAt },
        TaskCompletedWithErrors e => state! with { State = TaskState.CompletedWithErrors, EndedAt = e.CompletedAt },
        TaskReopened => state! with { State = TaskState.Started, EndedAt = null },
        TaskCancelled e => state! with { State = TaskState.Cancelled, Reason = e.Reason, EndedAt = e.CancelledAt },
        TaskRemoved => state! with { State = TaskState.Removed },
        _ => state,
    };

    /// <summary>Creates a task; one without a later moment starts at once. The same command again decides nothing.</summary>
    /// <exception cref="CommandRefusedException">The id belongs to another task.</exception>
    public static object[] Create(DistributionTask? state, TaskCreated created) => state switch
    {
        null => created.Schedule.StartAt > created.CreatedAt ? [created] : [created, new TaskStarted(created.TaskId, created.CreatedAt)],
        _ when state.Fingerprint == created.Fingerprint => [],
        _ => throw new CommandRefusedException("Another task has this id."),
    };

    /// <summary>Takes only the changes that are changes. Each kind is independent of the others (domain 2.3).</summary>
    /// <exception cref="CommandRefusedException">It has started: what a running task may change is not open yet.</exception>
    public static object[] Edit(DistributionTask state, IEnumerable<object> changes) => state.State == TaskState.Scheduled
        ? [.. changes.Where(change => change is TaskDestinationsChanged || !Same(state, change))]
        : throw new CommandRefusedException($"A task that is {state.State} is not edited any more.");

    /// <summary>Starts a scheduled task whose moment has come.</summary>
    public static object[] Start(DistributionTask? state, DateTimeOffset now) =>
        state is { State: TaskState.Scheduled } && !(state.Schedule.StartAt > now) ? [new TaskStarted(state.Id, now)] : [];

    /// <summary>Notes that every destination of the start has its execution.</summary>
    public static object[] Issue(DistributionTask? state, DateTimeOffset now) =>
        state is { State: TaskState.Started, Issued: false } ? [new TaskIssued(state.Id, now)] : [];

    /// <summary>Calls it off.</summary>
    public static object[] Cancel(DistributionTask state, string reason, DateTimeOffset now) => state.State switch
    {
        TaskState.Cancelled => [],
        TaskState.Scheduled or TaskState.Started => [new TaskCancelled(state.Id, reason, now)],
        _ => throw new CommandRefusedException($"A task that is {state.State} cannot be cancelled."),
    };

    /// <summary>Takes it off the list, unless it is under way.</summary>
    public static object[] Remove(DistributionTask state, DateTimeOffset now) => state.State switch
    {
        TaskState.Removed => [],
        TaskState.Started => throw new CommandRefusedException("A task under way cannot be removed: cancel it first."),
        _ => [new TaskRemoved(state.Id, now)],
    };

    /// <summary>Compares the verdict with the executions as they are: the task completes, opens again, or changes its verdict.</summary>
    public static object[] Settle(DistributionTask? state, bool anyExecution, bool anyOpen, bool anyFailed, DateTimeOffset now)
    {
        if (state is not { Stands: true, Issued: true })
            return [];
        // A group without members yet is a promise for later, not a task that is done; expiry ends the promise.
        var empty = !anyExecution && state.GroupIds.Count > 0 && !(state.Schedule.ExpiresAt <= now);
        var due = anyOpen || empty ? TaskState.Started : anyFailed ? TaskState.CompletedWithErrors : TaskState.Completed;
        return due == state.State ? [] : due switch
        {
            TaskState.Started => [new TaskReopened(state.Id, now)],
            TaskState.Completed => [new TaskCompleted(state.Id, now)],
            _ => [new TaskCompletedWithErrors(state.Id, now)],
        };
    }

    private static bool Same(DistributionTask state, object change) => change switch
    {
        TaskRenamed c => c.Name == state.Name && c.Description == state.Description,
        TaskActionsChanged c => c.Kind == state.Kind && c.Actions.SequenceEqual(state.Actions),
        TaskScheduleChanged c => c.Schedule == state.Schedule,
        TaskRunningChanged c => c.Running == state.Running,
        _ => false,
    };
}
