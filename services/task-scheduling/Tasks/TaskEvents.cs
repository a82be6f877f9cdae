using System.Text.Json.Serialization;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.TaskScheduling.Tasks;

// Class names are storage format.

/// <summary>A task exists. The fingerprint is that of the command, so that a repeat of it is told from another one with the same id.</summary>
/// <param name="RunOf">The recurring task of which this is one run.</param>
/// <param name="For">The policy that an automatic countermeasure serves.</param>
/// <param name="CreatedBy">Who made it; null is the platform itself, or somebody before callers were known.</param>
/// <param name="MadeFor">The ID groups to which its maker was limited; null is none.</param>
public sealed record TaskCreated(
    Guid TaskId, string Name, string Description, TaskKind Kind, TaskClass Class, IReadOnlyList<TaskAction> Actions,
    TaskDestinations Destinations, TaskSchedule Schedule, TaskRunning Running, Guid? CopyOf, string Fingerprint, DateTimeOffset CreatedAt,
    TaskRollout? Rollout = null, Guid? RunOf = null, Countermeasure? For = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? CreatedBy = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Guid>? MadeFor = null);

/// <summary>It reaches more computers than one person may decide about: nothing more of it begins before somebody else has approved it.</summary>
public sealed record TaskApprovalAsked(Guid TaskId, int Computers, DateTimeOffset AskedAt);

/// <summary>Somebody else than its maker lets it happen.</summary>
public sealed record TaskApproved(Guid TaskId, string By, DateTimeOffset ApprovedAt);

/// <summary>Somebody else than its maker does not let it happen; it is cancelled with that.</summary>
public sealed record TaskRejected(Guid TaskId, string By, string Reason, DateTimeOffset RejectedAt);

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

/// <summary>Its moment came, or it was approved while under way: its destinations get their executions.</summary>
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
/// <param name="LetFinish">True leaves alone what has begun running on a computer; null is false.</param>
public sealed record TaskCancelled(Guid TaskId, string Reason, DateTimeOffset CancelledAt, bool? LetFinish = null);

/// <summary>It left the list; its history stays.</summary>
/// <param name="Reason">The rule of retention that removed it; null is the operator.</param>
public sealed record TaskRemoved(Guid TaskId, DateTimeOffset RemovedAt, string? Reason = null);

/// <summary>The operator holds it: nothing more is dispatched until it is resumed.</summary>
public sealed record TaskPaused(Guid TaskId, string Reason, DateTimeOffset PausedAt);

/// <summary>Its rollout went wrong, or somebody pulled the emergency stop: nothing more is dispatched until it is resumed.</summary>
/// <param name="Stopped">The emergency stop: what is under way on computers is called off too.</param>
public sealed record TaskHalted(Guid TaskId, string Reason, bool Stopped, DateTimeOffset HaltedAt);

/// <summary>It goes on.</summary>
/// <param name="ForgivenFailures">Failures so far, which the thresholds do not count again.</param>
public sealed record TaskResumed(Guid TaskId, int ForgivenFailures, DateTimeOffset ResumedAt);

/// <summary>The computers of one wave may be dispatched.</summary>
public sealed record WaveOpened(Guid TaskId, int Wave, DateTimeOffset OpenedAt);

/// <summary>Enough computers of the open wave succeeded.</summary>
public sealed record WavePassed(Guid TaskId, int Wave, DateTimeOffset PassedAt);

/// <summary>The operator lets a wave open.</summary>
public sealed record WaveApproved(Guid TaskId, int Wave, DateTimeOffset ApprovedAt);

/// <summary>A recurring task came due, and a task of its own was made for this run.</summary>
/// <param name="DueAt">The moment that the run is for.</param>
/// <param name="NextAt">The next moment; null when there is none any more.</param>
public sealed record TaskRunMade(Guid TaskId, Guid RunId, DateTimeOffset DueAt, DateTimeOffset? NextAt, DateTimeOffset MadeAt);

/// <summary>One action, in the order of the task.</summary>
/// <param name="Command">What to run, or what replaces the package's own command; {file} and {folder} stand for the content.</param>
/// <param name="TimeLimitSeconds">Replaces the package's limit; null keeps it.</param>
/// <param name="ProductCode">An MSI's product code to uninstall by, braces included; it goes before the name.</param>
public sealed record TaskAction(
    ActionKind Kind, Guid? PackageId, string? SoftwareName, string? Command, string? DestinationFolder, int? TimeLimitSeconds,
    string? ProductCode = null);

/// <summary>Whom a task is for. A group is a standing destination: who joins later gets the task too.</summary>
/// <param name="ComputerIds">At most 100,000.</param>
/// <param name="GroupIds">At most 1,000, those of the saved searches among them.</param>
/// <param name="SavedSearchIds">Saved searches that have become ID groups: they stand like any, for whatever they find at present and later; null is none.</param>
public sealed record TaskDestinations(
    IReadOnlyList<Guid> ComputerIds, IReadOnlyList<Guid> GroupIds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Guid>? SavedSearchIds = null)
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
/// <param name="TransferAt">An earlier moment from which content travels, while running waits for the start; null is the start itself.</param>
/// <param name="OwnLocalTime">The local times are those of each computer; StartAt and TransferAt are then the first such moment on earth.</param>
/// <param name="Cron">Recurs so, in Quartz's words, by the local time of TimeZone; StartAt is then the first run.</param>
/// <param name="RunLastsMinutes">A run of a recurring task expires so long after its moment; null: never.</param>
/// <param name="Windows">When its running may begin on a computer; null is at any time.</param>
public sealed record TaskSchedule(
    DateTimeOffset? StartAt, DateTime? LocalStart, string? TimeZone, DateTimeOffset? ExpiresAt, DateTimeOffset? TransferAt = null,
    DateTime? LocalTransfer = null, bool? OwnLocalTime = null, string? Cron = null, int? RunLastsMinutes = null, RunWindows? Windows = null)
{
    /// <summary>When a computer's instruction is dispatched, and from when it runs where content travels before; null is at once.</summary>
    /// <param name="own">The computer's own zone, where its own local time decides; null elsewhere.</param>
    public (DateTimeOffset? DueAt, DateTimeOffset? RunFrom) For(TimeZoneInfo? own)
    {
        if (own is null || LocalStart is not { } local)
            return (TransferAt ?? StartAt, TransferAt is null ? null : StartAt);
        var start = Contracts.Rules.LocalStart.Resolve(local, own);
        return LocalTransfer is { } transfer ? (Contracts.Rules.LocalStart.Resolve(transfer, own), start) : (start, null);
    }
}

/// <summary>The policy, and its part, that an automatic countermeasure serves (domain 2.7).</summary>
/// <param name="Enforcement">MissingUpdates, MandatorySoftware or ProhibitedSoftware; null is another.</param>
/// <param name="GroupId">The ID group through which the policy reached its computers; null where that is not known.</param>
/// <param name="AsOf">The policy's version that wanted it; null is before any other.</param>
public sealed record Countermeasure(Guid PolicyId, string? Enforcement = null, Guid? GroupId = null, long? AsOf = null);

/// <summary>Why a task dispatches nothing at present.</summary>
/// <param name="Halted">By its rollout or the emergency stop; otherwise by the operator's pause.</param>
public sealed record TaskHold(bool Halted, string Reason, DateTimeOffset Since);

/// <summary>How a task behaves on a computer.</summary>
/// <param name="SilenceMarginSeconds">What is added to the actions' limits before silence is a time-out (domain, section 10: 15 minutes).</param>
/// <param name="Parameters">Those of the two phases (domain 6.2, 6.3); null is the defaults.</param>
public sealed record TaskRunning(bool StopOnFirstError, int SilenceMarginSeconds, TaskParameters? Parameters = null);
