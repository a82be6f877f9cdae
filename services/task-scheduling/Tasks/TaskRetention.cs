using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.TaskScheduling.Tasks;

/// <summary>When a task leaves the list by itself (domain 2.5; section 10). Each leaving is an event, and the history stays readable.</summary>
public static class TaskRetention
{
    private static readonly TimeSpan Administrators = TimeSpan.FromDays(30);
    private static readonly TimeSpan Countermeasures = TimeSpan.FromDays(7);

    /// <summary>
    /// When its age takes it off the list; null: not by age. It counts from completion without errors only. A task that stands for
    /// groups has not done its work while newcomers may come: there it counts from its expiry, and without one not at all.
    /// </summary>
    public static DateTimeOffset? DueAt(DistributionTask task)
    {
        if (task is not { State: TaskState.Completed, EndedAt: { } ended } || (task.GroupIds.Count > 0 && task.Schedule.ExpiresAt is null))
            return null;
        var from = task.GroupIds.Count > 0 && task.Schedule.ExpiresAt > ended ? task.Schedule.ExpiresAt.Value : ended;
        return from + (task.Class == TaskClass.AutomaticCountermeasure ? Countermeasures : Administrators);
    }

    /// <summary>Takes a task off the list when a rule says so.</summary>
    /// <param name="destinationLeft">Whether any of its computers or groups still exists.</param>
    public static object[] Sweep(DistributionTask? state, bool destinationLeft, DateTimeOffset now) => state switch
    {
        null or { State: TaskState.Removed } => [],
        // A sole destination's end completes the task first; the sweep that finds it so removes it.
        { State: TaskState.Scheduled, Recurs: false } or { State: TaskState.Started, Issued: true } when !destinationLeft => [new TaskCompleted(state.Id, now)],
        { State: TaskState.Completed } when !destinationLeft => [new TaskRemoved(state.Id, now, "No destination is left.")],
        _ when DueAt(state) <= now => [new TaskRemoved(state.Id, now, state.Class == TaskClass.AutomaticCountermeasure
            ? "Completed for 7 days." : "Completed for 30 days.")],
        _ => [],
    };

    /// <summary>The policy's automatic enforcement was unset: its countermeasures are called off where they are under way, and leave the list.</summary>
    public static object[] Unset(DistributionTask? state, DateTimeOffset now)
    {
        const string reason = "Automatic enforcement of the security policy was unset.";
        return state switch
        {
            null or { State: TaskState.Removed } or { Class: not TaskClass.AutomaticCountermeasure } => [],
            { State: TaskState.Started or TaskState.Scheduled } => [new TaskCancelled(state.Id, reason, now), new TaskRemoved(state.Id, now, reason)],
            _ => [new TaskRemoved(state.Id, now, reason)],
        };
    }
}
