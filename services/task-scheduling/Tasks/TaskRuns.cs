using System.Globalization;
using Distribution.Contracts.Rules;
using Distribution.ServiceDefaults;

namespace Distribution.TaskScheduling.Tasks;

/// <summary>What a recurring task decides when it comes due: a task of its own for this run, and its own next moment.</summary>
/// <param name="Run">The first events of the run's task.</param>
/// <param name="Series">The events of the recurring task.</param>
public sealed record TaskRuns(Guid RunId, object[] Run, object[] Series)
{
    /// <summary>Nothing is due.</summary>
    public static TaskRuns None { get; } = new(Guid.Empty, [], []);

    /// <summary>The one id of a run: another replica, or a repeat after a crash, can never make a second task for the same moment.</summary>
    public static Guid IdFor(Guid taskId, DateTimeOffset dueAt) =>
        DeterministicId.Of("task-run", taskId.ToString("D"), dueAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// Makes the run that is due. Moments that passed while nothing could be made, such as during an outage, are not made up for
    /// one by one: one late run takes their place.
    /// </summary>
    public static TaskRuns Make(DistributionTask? series, TaskDestinations destinations, DateTimeOffset now)
    {
        if (series is not { State: TaskState.Scheduled, Hold: null, AwaitsApproval: not true, Recurs: true, Schedule: { Cron: { } cron, TimeZone: { } zone } schedule } || series.FirstAt > now)
            return None;
        var due = series.FirstAt;
        if (schedule.ExpiresAt <= due || series.NextRunAt == null && schedule.StartAt is null)
            return None with { Series = [new TaskCompleted(series.Id, now)] };
        var next = Recurrence.Next(cron, LocalStart.Zone(zone)!, now);
        if (next >= schedule.ExpiresAt)
            next = null;
        var id = IdFor(series.Id, due);
        DateTimeOffset? expires = schedule.RunLastsMinutes is { } minutes ? due.AddMinutes(minutes) : null;
        var run = new TaskCreated(
            id, NameOf(series.Name, due, zone), series.Description, series.Kind, series.Class, series.Actions, destinations,
            new TaskSchedule(due, null, null, Earlier(expires, schedule.ExpiresAt), Windows: schedule.Windows), series.Running, null, "", now,
            series.Rollout, series.Id, series.For, series.CreatedBy, series.MadeFor);
        // What somebody approved stays as it is in each run too.
        object[] approved = series.ApprovedBy is { } by ? [new TaskApproved(id, by, now)] : [];
        object[] made = [new TaskRunMade(series.Id, id, due, next, now)];
        return new(
            id,
            run.Schedule.ExpiresAt <= now ? [] : [run, .. approved, new TaskStarted(id, now)],
            next is null ? [.. made, new TaskCompleted(series.Id, now)] : made);
    }

    private static string NameOf(string name, DateTimeOffset due, string zone)
    {
        var local = TimeZoneInfo.ConvertTime(due, LocalStart.Zone(zone)!).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return $"{name} {local}" is { Length: <= 256 } whole ? whole : $"{name[..239]} {local}";
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null || a < b ? a : b;
}
