using Distribution.Contracts.Rules;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Tasks;
using TaskRemoved = Distribution.TaskScheduling.Tasks.TaskRemoved;
using TaskStarted = Distribution.TaskScheduling.Tasks.TaskStarted;

namespace Distribution.TaskScheduling.Tests.Simulation;

/// <summary>What must hold whenever something happens to a task, and after every sweep of the list.</summary>
internal sealed class TaskLaws(Laws laws)
{
    private readonly HashSet<(Guid, DateTimeOffset)> _runs = [];
    private readonly Dictionary<Guid, DateTimeOffset> _lastRun = [];
    private readonly HashSet<Guid> _held = [];

    public void Happened(DateTimeOffset now, DistributionTask? before, object @event)
    {
        laws.Count(@event);
        if (before is { State: TaskState.Removed })
            laws.Break(now, before.Id, $"had left the list when {@event.GetType().Name} happened.");
        switch (@event)
        {
            case TaskPaused or TaskHalted:
                _held.Add(before!.Id);
                break;
            case TaskStarted when !_held.Contains(before?.Id ?? Guid.Empty) && before is { Schedule: { LocalStart: { } local, TimeZone: { } zone, TransferAt: null } }:
                Began(now, before.Id, Clocks.FirstShowing(local, LocalStart.Zone(zone)!));
                break;
            case TaskRunMade run:
                Made(now, before!, run);
                break;
            case TaskRemoved { Reason: { } reason } when reason.StartsWith("Completed", StringComparison.Ordinal):
                if (!(before!.State == TaskState.Completed && before.EndedAt?.AddDays(DaysOf(before)) <= now))
                    laws.Break(now, before.Id, $"left the list too early: {before.State} at {before.EndedAt:u}.");
                break;
        }
    }

    /// <summary>After a sweep nothing is on the list that a rule takes off, and the same sweep again decides nothing.</summary>
    public void Swept(DateTimeOffset now, DistributionTask before, DistributionTask after, bool destinationLeft)
    {
        // What lost its destination is completed first and removed by the next sweep: both are events.
        var completed = before.State is TaskState.Scheduled or TaskState.Started && after.State == TaskState.Completed;
        if (!completed && TaskRetention.Sweep(after, destinationLeft, now).Length > 0)
            laws.Break(now, after.Id, "is swept again by the same sweep.");
        var standing = after.GroupIds.Count > 0 && !(after.Schedule.ExpiresAt?.AddDays(DaysOf(after)) <= now);
        if (after.State == TaskState.Completed && !standing && after.EndedAt?.AddDays(DaysOf(after)) <= now)
            laws.Break(now, after.Id, $"was completed at {after.EndedAt:u} and is still on the list.");
        if (!destinationLeft && (after.State is TaskState.Scheduled or TaskState.Started || (after.State == TaskState.Completed && !completed)) && !after.Recurs)
            laws.Break(now, after.Id, $"is {after.State}, has no destination and is still on the list.");
    }

    // At the moment that the zone's clocks show, or at the first look after it.
    private void Began(DateTimeOffset now, Guid id, DateTimeOffset wanted)
    {
        if (now < wanted || now > wanted + SimulatedYear.Beat)
            laws.Break(now, id, $"started at another moment than {wanted:u}.");
    }

    // Two mornings a week, each once, and none left out.
    private void Made(DateTimeOffset now, DistributionTask series, TaskRunMade run)
    {
        if (!_runs.Add((run.TaskId, run.DueAt)))
            laws.Break(now, run.TaskId, $"made two runs for {run.DueAt:u}.");
        var zone = LocalStart.Zone(series.Schedule.TimeZone!)!;
        var day = TimeZoneInfo.ConvertTime(run.DueAt, zone).Date;
        var hour = int.Parse(series.Schedule.Cron!.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);
        if (day.DayOfWeek is not (DayOfWeek.Monday or DayOfWeek.Sunday) || run.DueAt != Clocks.FirstShowing(day.AddHours(hour).AddMinutes(30), zone))
            laws.Break(now, run.TaskId, $"made a run for {run.DueAt:u}, which its rule does not name.");
        if (_lastRun.TryGetValue(run.TaskId, out var last) && (day - TimeZoneInfo.ConvertTime(last, zone).Date).Days is not (1 or 6))
            laws.Break(now, run.TaskId, $"made no run between {last:u} and {run.DueAt:u}.");
        _lastRun[run.TaskId] = run.DueAt;
    }

    private static int DaysOf(DistributionTask task) => task.Class == TaskClass.AutomaticCountermeasure ? 7 : 30;
}
