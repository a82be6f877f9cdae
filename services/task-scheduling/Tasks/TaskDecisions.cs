using System.Text.Json;
using Distribution.ServiceDefaults;

namespace Distribution.TaskScheduling.Tasks;

/// <summary>What may happen to a task; after any decision the same one decides nothing more.</summary>
public static class TaskDecisions
{
    /// <summary>Creates a task; one without a later moment starts at once. The same command again decides nothing.</summary>
    /// <exception cref="CommandRefusedException">The id belongs to another task.</exception>
    /// <param name="approvalFor">How many computers it reaches, when a second person has to approve it; null starts it at its moment.</param>
    public static object[] Create(DistributionTask? state, TaskCreated created, int? approvalFor = null) => state switch
    {
        null when approvalFor is { } computers => [created, new TaskApprovalAsked(created.TaskId, computers, created.CreatedAt)],
        null when created.Schedule.Cron is not null || (created.Schedule.TransferAt ?? created.Schedule.StartAt) > created.CreatedAt => [created],
        null => [created, new TaskStarted(created.TaskId, created.CreatedAt)],
        _ when state.Fingerprint == created.Fingerprint => [],
        _ => throw new CommandRefusedException("Another task has this id."),
    };

    /// <summary>
    /// Takes only the changes that are changes. Each kind is independent of the others (domain 2.3); what a change means for the
    /// computers of a started task is decided for each of them.
    /// </summary>
    /// <exception cref="CommandRefusedException">It was cancelled, or it is a recurring task's run whose schedule is that of its series.</exception>
    public static object[] Edit(DistributionTask state, IEnumerable<object> changes)
    {
        if (state.State is TaskState.Cancelled or TaskState.Removed)
            throw new CommandRefusedException($"A task that is {state.State} is not edited any more.");
        if (state is { AwaitsApproval: true } or { ApprovedBy: not null } && changes.Any(change => change is not TaskRenamed))
            throw new CommandRefusedException("What is approved is what was asked for: copy the task, and somebody else approves the copy.");
        object[] changed = [.. changes.Where(change => change is TaskDestinationsChanged || !Same(state, change))];
        if (state.State == TaskState.Scheduled)
            return changed;
        if (changed.OfType<TaskScheduleChanged>().Any(change => change.Schedule.Cron is not null))
            throw new CommandRefusedException("A task that has started cannot be made a recurring one: copy it.");
        return changed;
    }

    /// <summary>Lets a started task, which by now reaches more computers than one person may decide about, wait for a second one.</summary>
    /// <param name="computers">How many it has reached, with those that it is about to reach.</param>
    public static object[] AskApproval(DistributionTask? state, int computers, DateTimeOffset now) => state switch
    {
        not { Stands: true, AwaitsApproval: not true, ApprovedBy: null } => [],
        { State: TaskState.Started } => [new TaskApprovalAsked(state.Id, computers, now)],
        // It is not over after all, and so it can be called off.
        _ => [new TaskApprovalAsked(state.Id, computers, now), new TaskReopened(state.Id, now)],
    };

    /// <summary>A second person lets it happen; it starts at its moment, and one that had started goes on with all whom it has not reached.</summary>
    /// <exception cref="CommandRefusedException">It waits for nobody, or for somebody else than who made it, or it has expired.</exception>
    public static object[] Approve(DistributionTask state, string by, DateTimeOffset now)
    {
        if (state is { AwaitsApproval: null, ApprovedBy: not null })
            return [];
        if (Awaiting(state, by).Schedule.ExpiresAt <= now)
            throw new CommandRefusedException($"The task expired at {state.Schedule.ExpiresAt:u}: nothing of it would begin. Copy it, or reject it.");
        var approved = new TaskApproved(state.Id, by, now);
        return state.Stands ? [approved, new TaskStarted(state.Id, now)] : [approved];
    }

    /// <summary>A second person does not let it happen: it is called off.</summary>
    /// <exception cref="CommandRefusedException">It waits for nobody, or for somebody else than who made it.</exception>
    public static object[] Reject(DistributionTask state, string by, string reason, DateTimeOffset now) =>
        [new TaskRejected(Awaiting(state, by).Id, by, reason, now), new TaskCancelled(state.Id, reason, now)];

    private static DistributionTask Awaiting(DistributionTask state, string by) => state switch
    {
        not { State: TaskState.Scheduled or TaskState.Started, AwaitsApproval: true } => throw new CommandRefusedException("This task waits for nobody's approval."),
        _ when state.CreatedBy == by => throw new CommandRefusedException("Whoever made the task does not approve it: somebody else has to look."),
        _ => state,
    };

    /// <summary>Starts a scheduled task whose moment has come; a recurring one makes runs instead.</summary>
    public static object[] Start(DistributionTask? state, DateTimeOffset now) =>
        state is { State: TaskState.Scheduled, Hold: null, AwaitsApproval: not true, Recurs: false } && state.FirstAt <= now ? [new TaskStarted(state.Id, now)] : [];

    /// <summary>Notes that every destination of the start has its execution.</summary>
    public static object[] Issue(DistributionTask? state, DateTimeOffset now) =>
        state is { State: TaskState.Started, Issued: false, AwaitsApproval: not true } ? [new TaskIssued(state.Id, now)] : [];

    /// <summary>Calls it off.</summary>
    /// <param name="letFinish">What has begun running on a computer is left alone; it ends with its true result.</param>
    public static object[] Cancel(DistributionTask state, string reason, DateTimeOffset now, bool? letFinish = null) => state.State switch
    {
        TaskState.Cancelled => [],
        TaskState.Scheduled or TaskState.Started => [new TaskCancelled(state.Id, reason, now, letFinish)],
        _ => throw new CommandRefusedException($"A task that is {state.State} cannot be cancelled."),
    };

    /// <summary>Takes it off the list, unless it is under way.</summary>
    public static object[] Remove(DistributionTask state, DateTimeOffset now) => state.State switch
    {
        TaskState.Removed => [],
        TaskState.Started => throw new CommandRefusedException("A task under way cannot be removed: cancel it first."),
        _ => [new TaskRemoved(state.Id, now)],
    };

    /// <summary>Holds it: what computers have is carried out, nothing more is dispatched.</summary>
    /// <exception cref="CommandRefusedException">It is over.</exception>
    public static object[] Pause(DistributionTask state, string reason, DateTimeOffset now) => state switch
    {
        { Hold: not null } => [],
        { State: TaskState.Scheduled or TaskState.Started } => [new TaskPaused(state.Id, reason, now)],
        _ => throw new CommandRefusedException($"A task that is {state.State} cannot be paused."),
    };

    /// <summary>The emergency stop: nothing more is dispatched, and what is under way on computers is called off.</summary>
    /// <exception cref="CommandRefusedException">It is not under way.</exception>
    public static object[] Stop(DistributionTask state, string reason, DateTimeOffset now) => state switch
    {
        { Hold.Halted: true } => [],
        { State: TaskState.Started } => [new TaskHalted(state.Id, reason, true, now)],
        _ => throw new CommandRefusedException($"A task that is {state.State} is not under way."),
    };

    /// <summary>Lets a held task go on; failures so far do not halt it again.</summary>
    public static object[] Resume(DistributionTask state, int failures, DateTimeOffset now) =>
        state.Hold is null ? [] : [new TaskResumed(state.Id, failures, now)];

    /// <summary>Compares the verdict with the executions as they are: the task completes, opens again, or changes its verdict.</summary>
    /// <param name="groupsLeft">Whether any of its groups still exists.</param>
    public static object[] Settle(
        DistributionTask? state, bool anyExecution, bool anyOpen, bool anyFailed, DateTimeOffset now, bool groupsLeft = true)
    {
        if (state is not { Stands: true, Issued: true })
            return [];
        // A group without members yet is a promise for later, not a task that is done; expiry or the group's end ends the promise.
        var empty = !anyExecution && state.GroupIds.Count > 0 && groupsLeft && !(state.Schedule.ExpiresAt <= now);
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
        TaskActionsChanged c => c.Kind == state.Kind && Alike(c.Actions, state.Actions),
        TaskScheduleChanged c => Alike(c.Schedule, state.Schedule),
        TaskRunningChanged c => Alike(c.Running, state.Running),
        _ => false,
    };

    // Records compare their lists by reference; what is stored alike is alike.
    private static bool Alike<T>(T a, T b) => JsonSerializer.Serialize(a) == JsonSerializer.Serialize(b);
}
