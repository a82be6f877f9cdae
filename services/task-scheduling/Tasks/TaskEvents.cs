using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.TaskScheduling.Tasks;

// Class names are storage format.

/// <summary>A task exists. The fingerprint is that of the command, so that a repeat of it is told from another one with the same id.</summary>
public sealed record TaskCreated(
    Guid TaskId, string Name, string Description, TaskKind Kind, TaskClass Class, IReadOnlyList<TaskAction> Actions,
    TaskDestinations Destinations, TaskSchedule Schedule, TaskRunning Running, Guid? CopyOf, string Fingerprint, DateTimeOffset CreatedAt);

/// <summary>It is called otherwise.</summary>
public sealed record TaskRenamed(Guid TaskId, string Name, string Description, DateTimeOffset RenamedAt);

/// <summary>It goes to other computers and groups; packages and schedule stay (domain 2.3).</summary>
public sealed record TaskDestinationsChanged(Guid TaskId, TaskDestinations Destinations, DateTimeOffset ChangedAt);

/// <summary>It does something else; destinations and schedule stay (domain 2.3).</summary>
public sealed record TaskActionsChanged(Guid TaskId, TaskKind Kind, IReadOnlyList<TaskAction> Actions, DateTimeOffset ChangedAt);

/// <summary>It happens at another time; destinations and packages stay (domain 2.3).</summary>
public sealed record TaskScheduleChanged(Guid TaskId, TaskSchedule Schedule, DateTimeOffset ChangedAt);

/// <summary>It behaves otherwise while it runs.</summary>
public sealed record TaskRunningChanged(Guid TaskId, TaskRunning Running, DateTimeOffset ChangedAt);

/// <summary>Its moment came: its destinations get their executions.</summary>
public sealed record TaskStarted(Guid TaskId, DateTimeOffset StartedAt);

/// <summary>Every destination of the start has its execution; who joins a group later gets one at joining.</summary>
public sealed record TaskIssued(Guid TaskId, DateTimeOffset IssuedAt);

/// <summary>Every execution ended and none failed or timed out.</summary>
public sealed record TaskCompleted(Guid TaskId, DateTimeOffset CompletedAt);

/// <summary>Every execution ended and at least one failed or timed out.</summary>
public sealed record TaskCompletedWithErrors(Guid TaskId, DateTimeOffset CompletedAt);

/// <summary>Executions are under way again, by a newcomer or a re-execution.</summary>
public sealed record TaskReopened(Guid TaskId, DateTimeOffset ReopenedAt);

/// <summary>The operator called it off.</summary>
public sealed record TaskCancelled(Guid TaskId, string Reason, DateTimeOffset CancelledAt);

/// <summary>It left the list; its history stays.</summary>
public sealed record TaskRemoved(Guid TaskId, DateTimeOffset RemovedAt);

/// <summary>One action, in the order of the task.</summary>
/// <param name="Command">What to run, or what replaces the package's own command; {file} and {folder} stand for the content.</param>
/// <param name="TimeLimitSeconds">Replaces the package's limit; null keeps it.</param>
public sealed record TaskAction(
    ActionKind Kind, Guid? PackageId, string? SoftwareName, string? Command, string? DestinationFolder, int? TimeLimitSeconds);

/// <summary>Whom a task is for. A group is a standing destination: who joins later gets the task too.</summary>
public sealed record TaskDestinations(IReadOnlyList<Guid> ComputerIds, IReadOnlyList<Guid> GroupIds)
{
    /// <summary>The present destinations in a task's history; null when there is no task.</summary>
    public static TaskDestinations? In(IEnumerable<object> history) => history.Aggregate((TaskDestinations?)null, (last, @event) => @event switch
    {
        TaskCreated e => e.Destinations,
        TaskDestinationsChanged e => e.Destinations,
        _ => last,
    });
}

/// <summary>When a task starts and until when it may begin on a computer.</summary>
/// <param name="StartAt">The resolved moment; null is at once.</param>
/// <param name="LocalStart">The local time that the operator gave, kept beside the moment it stands for.</param>
/// <param name="TimeZone">IANA name of the zone of the local time.</param>
/// <param name="ExpiresAt">What has not begun running by then expires; null: never.</param>
public sealed record TaskSchedule(DateTimeOffset? StartAt, DateTime? LocalStart, string? TimeZone, DateTimeOffset? ExpiresAt);

/// <summary>How a task behaves on a computer.</summary>
/// <param name="SilenceMarginSeconds">What is added to the actions' limits before silence is a time-out (domain, section 10: 15 minutes).</param>
/// <param name="Parameters">Those of the two phases (domain 6.2, 6.3); null is the defaults.</param>
public sealed record TaskRunning(bool StopOnFirstError, int SilenceMarginSeconds, TaskParameters? Parameters = null);
