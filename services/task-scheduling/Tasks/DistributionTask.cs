using System.Text.Json.Serialization;
using Distribution.Contracts.TaskScheduling.V1;

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
/// <param name="Hold">Why it dispatches nothing at present; null while it does.</param>
/// <param name="Rollout">Its waves; null is all computers at once.</param>
/// <param name="Waves">Where its rollout stands.</param>
/// <param name="Revision">Counted on by each change of actions or schedule after the start; null is the first.</param>
/// <param name="ActionsRevision">The revision in which the actions changed last; null is the first.</param>
/// <param name="SavedSearchIds">Which of its groups are saved searches; null is none.</param>
/// <param name="ActionsSince">For each action the revision since which it does what it does; null is the first for all.</param>
/// <param name="CreatedBy">Who made it; null is unknown.</param>
/// <param name="MadeFor">The ID groups to which its maker was limited; null is none.</param>
/// <param name="AwaitsApproval">A second person has to approve it before anything of it begins; null is not.</param>
/// <param name="NextRunAt">When a recurring task makes its next run; null before the first.</param>
public sealed record DistributionTask(
    Guid Id, string Name, string Description, TaskKind Kind, TaskClass Class, IReadOnlyList<TaskAction> Actions, int ComputerCount,
    IReadOnlyList<Guid> GroupIds, TaskSchedule Schedule, TaskRunning Running, Guid? CopyOf, string Fingerprint,
    [property: JsonConverter(typeof(JsonStringEnumConverter<TaskState>))] TaskState State,
    bool Issued, string? Reason, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, long Version,
    TaskHold? Hold = null, TaskRollout? Rollout = null, WaveProgress? Waves = null, int? Revision = null, int? ActionsRevision = null,
    Guid? RunOf = null, DateTimeOffset? NextRunAt = null, Countermeasure? For = null,
    IReadOnlyList<Guid>? SavedSearchIds = null, IReadOnlyList<int>? ActionsSince = null, string? CreatedBy = null, IReadOnlyList<Guid>? MadeFor = null,
    bool? AwaitsApproval = null, string? ApprovedBy = null)
{
    /// <summary>When the clockwork must start it, in milliseconds since 1970 (a number, so that an index can order it); null: never.</summary>
    public long? DueAt => State == TaskState.Scheduled && Hold is null && AwaitsApproval is not true ? FirstAt.ToUnixTimeMilliseconds() : null;

    /// <summary>When retention may take it off the list, in milliseconds since 1970; null: not by age (domain 2.5, section 10).</summary>
    public long? RetireAt => TaskRetention.DueAt(this)?.ToUnixTimeMilliseconds();

    /// <summary>Whether the clockwork must watch its waves.</summary>
    public bool RollsOut => State == TaskState.Started && Rollout is not null && Hold is null;

    /// <summary>Whether a computer that joins one of its groups gets it.</summary>
    public bool Stands => State is TaskState.Started or TaskState.Completed or TaskState.CompletedWithErrors;

    /// <summary>Whether it makes runs instead of running itself.</summary>
    [JsonIgnore]
    public bool Recurs => Schedule.Cron is not null;

    /// <summary>Its moment while it is scheduled: the transfer's, where that is earlier than the start.</summary>
    [JsonIgnore]
    public DateTimeOffset FirstAt => NextRunAt ?? Schedule.TransferAt ?? Schedule.StartAt ?? CreatedAt;

    /// <summary>The next state. Pure.</summary>
    public static DistributionTask? Evolve(DistributionTask? state, object @event)
    {
        var next = Fold(state, @event);
        return next is null ? null : next with { Version = next.Version + 1 };
    }

    /// <summary>Whether an execution of a wave may be dispatched, as far as the task has a say; its own moment is another matter.</summary>
    public bool LetsOut(int? wave) => Stands && Hold is null && (Rollout is null || wave is null || wave <= (Waves?.Open ?? 0));

    private static DistributionTask? Fold(DistributionTask? state, object @event) => @event switch
    {
        TaskCreated e => new(
            e.TaskId, e.Name, e.Description, e.Kind, e.Class, e.Actions, e.Destinations.ComputerIds.Count, e.Destinations.GroupIds,
            e.Schedule, e.Running, e.CopyOf, e.Fingerprint, TaskState.Scheduled, false, null, e.CreatedAt, null, null, 0,
            Rollout: e.Rollout, Waves: e.Rollout is null ? null : WaveProgress.None, RunOf: e.RunOf, For: e.For,
            SavedSearchIds: e.Destinations.SavedSearchIds, CreatedBy: e.CreatedBy, MadeFor: e.MadeFor),
        // Of a task under way those that it has not reached yet still have to get theirs.
        TaskApprovalAsked => state! with { AwaitsApproval = true, Issued = false },
        TaskApproved e => state! with { AwaitsApproval = null, ApprovedBy = e.By },
        TaskRejected => state! with { AwaitsApproval = null },
        TaskRenamed e => state! with { Name = e.Name, Description = e.Description },
        TaskDestinationsChanged e => state! with
        {
            ComputerCount = e.Destinations.ComputerIds.Count, GroupIds = e.Destinations.GroupIds, SavedSearchIds = e.Destinations.SavedSearchIds,
        },
        TaskActionsChanged e => state!.Revised(actions: true).With(e),
        TaskScheduleChanged e => state!.Revised(actions: false) with { Schedule = e.Schedule, NextRunAt = null },
        TaskRunningChanged e => state! with { Running = e.Running },
        TaskStarted e => state! with { State = TaskState.Started, StartedAt = state.StartedAt ?? e.StartedAt },
        TaskIssued => state! with { Issued = true },
        TaskCompleted e => state! with { State = TaskState.Completed, EndedAt = e.CompletedAt },
        TaskCompletedWithErrors e => state! with { State = TaskState.CompletedWithErrors, EndedAt = e.CompletedAt },
        TaskReopened => state! with { State = TaskState.Started, EndedAt = null },
        TaskCancelled e => state! with { State = TaskState.Cancelled, Reason = e.Reason, EndedAt = e.CancelledAt, AwaitsApproval = null },
        TaskRemoved e => state! with { State = TaskState.Removed, Reason = e.Reason ?? state.Reason, AwaitsApproval = null },
        TaskPaused e => state! with { Hold = new(false, e.Reason, e.PausedAt) },
        TaskHalted e => state! with { Hold = new(true, e.Reason, e.HaltedAt) },
        TaskResumed e => state! with { Hold = null, Waves = state.Waves is { } waves ? waves with { Forgiven = e.ForgivenFailures } : null },
        WaveOpened e => state! with { Waves = state.Waves! with { Open = e.Wave, PassedAt = null } },
        WavePassed e => state! with { Waves = state.Waves! with { PassedAt = e.PassedAt } },
        WaveApproved e => state! with { Waves = state.Waves! with { Approved = Math.Max(state.Waves.Approved, e.Wave) } },
        TaskRunMade e => state! with { NextRunAt = e.NextAt ?? state.NextRunAt },
        _ => state,
    };

    /// <summary>Whether it concerns the computers of some groups alone: it stands for these groups, or somebody of these groups made it.</summary>
    public bool LiesWithin(IReadOnlyCollection<Guid> groups) =>
        (MadeFor is { Count: > 0 } && MadeFor.All(groups.Contains)) || (ComputerCount == 0 && GroupIds.Count > 0 && GroupIds.All(groups.Contains));

    /// <summary>Whether an action does since a later revision what it does.</summary>
    public bool HasNewSince(int revision) => ActionsSince?.Any(since => since > revision) == true;

    // Before the start nobody has carried anything out, so that there is nothing to tell apart.
    private DistributionTask Revised(bool actions)
    {
        if (State == TaskState.Scheduled)
            return this;
        var revision = (Revision ?? 1) + 1;
        return this with { Revision = revision, ActionsRevision = actions ? revision : ActionsRevision };
    }

    // What an action does on a computer: its time limit changes nothing about that. Twice in the task is twice on the computer.
    private DistributionTask With(TaskActionsChanged e)
    {
        var before = Actions.Select((action, i) => (Action: action with { TimeLimitSeconds = null }, Since: ActionsSince?[i] ?? 1)).ToList();
        var since = new List<int>();
        foreach (var action in e.Actions)
        {
            var same = before.FindIndex(one => one.Action == action with { TimeLimitSeconds = null });
            since.Add(same < 0 ? Revision ?? 1 : before[same].Since);
            if (same >= 0)
                before.RemoveAt(same);
        }

        return this with { Kind = e.Kind, Actions = e.Actions, ActionsSince = State == TaskState.Scheduled ? null : since };
    }
}
