using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Reporting.TaskReports;

/// <summary>How a task as a whole stands (domain, section 10: 'task finished').</summary>
public enum TaskProgress
{
    Scheduled,
    Running,
    Completed,
    CompletedWithErrors,
    Cancelling,
    Cancelled,
}

/// <summary>On how many computers a task is in each state.</summary>
public sealed record ExecutionCounts(
    long Requested, long Dispatched, long Accepted, long Transferring, long Transferred, long Waiting, long Running,
    long Succeeded, long Failed, long Skipped, long TimedOut, long Expired, long Cancelled, long Removed, long Probing = 0)
{
    /// <summary>A removed computer is no destination any more (domain 2.4).</summary>
    public long Computers => Unfinished + Finished;

    public long Finished => Succeeded + Failed + Skipped + TimedOut + Expired + Cancelled;

    public long Unfinished => Requested + Dispatched + Accepted + Probing + Transferring + Transferred + Waiting + Running;

    /// <summary>Those that need a person: failed, and silent for longer than they may be.</summary>
    public long Errors => Failed + TimedOut;

    internal static ExecutionCounts Of(IReadOnlyDictionary<string, long> counts)
    {
        long In(ExecutionState state) => counts.GetValueOrDefault(state.ToString());
        return new(
            In(ExecutionState.Requested), In(ExecutionState.Dispatched), In(ExecutionState.Accepted), In(ExecutionState.Transferring),
            In(ExecutionState.Transferred), In(ExecutionState.Waiting), In(ExecutionState.Running), In(ExecutionState.Succeeded),
            In(ExecutionState.Failed), In(ExecutionState.Skipped), In(ExecutionState.TimedOut), In(ExecutionState.Expired),
            In(ExecutionState.Cancelled), In(ExecutionState.Removed), In(ExecutionState.Probing));
    }
}

/// <summary>A task as a list shows it.</summary>
/// <param name="Computers">Destinations that have an execution; removed computers are not counted.</param>
/// <param name="Failed">Destinations that failed or timed out.</param>
/// <param name="StartAt">When it was to begin; null is at once.</param>
public sealed record TaskReport(
    Guid Id, string Name, TaskKind Kind, TaskClass Class, TaskProgress State, long Computers, long Finished, long Failed, ExecutionCounts Counts,
    IReadOnlyList<Guid> PackageIds, IReadOnlyList<Guid> GroupIds, DateTimeOffset CreatedAt, DateTimeOffset? StartAt, DateTimeOffset? ExpiresAt,
    DateTimeOffset? StartedAt, DateTimeOffset? CompletedAt, DateTimeOffset? CancelledAt, string? CancelReason, DateTimeOffset? RemovedAt)
{
    /// <summary>The state that follows from the facts; pure.</summary>
    /// <param name="verdict">Completed or CompletedWithErrors, once the scheduling has found that all is done; null before.</param>
    internal static TaskProgress StateOf(bool started, bool cancelled, TaskProgress? verdict, ExecutionCounts counts) => (started, cancelled) switch
    {
        (_, true) => counts.Unfinished > 0 ? TaskProgress.Cancelling : TaskProgress.Cancelled,
        // The verdict may come before the last results, by another queue: until they are here the report is not complete.
        _ when counts.Unfinished == 0 && verdict is { } known => known,
        (false, _) when counts.Computers + counts.Removed == 0 => TaskProgress.Scheduled,
        _ => TaskProgress.Running,
    };
}
