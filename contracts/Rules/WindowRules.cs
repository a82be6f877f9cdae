using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Contracts.Rules;

/// <summary>When work may begin under maintenance windows. The agent judges by it before each action, the service when it plans and previews.</summary>
public static class WindowRules
{
    // Windows repeat weekly; windows of two zones meet within a few weeks or, but for a change of clocks, never.
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(35);

    /// <summary>
    /// The first moment at or after <paramref name="from"/> at which work of this length may begin and still ends within its windows;
    /// null when no window is ever long enough.
    /// </summary>
    /// <param name="length">The time limit of the action that is to begin.</param>
    /// <param name="zoneOf">The zone of a name; of null, the computer's own.</param>
    public static DateTimeOffset? NextBegin(RunWindows? windows, DateTimeOffset from, TimeSpan length, Func<string?, TimeZoneInfo> zoneOf)
    {
        var at = from;
        while (at - from <= Horizon)
        {
            var next = NextIn(windows?.Task, at, length, zoneOf) is { } first ? NextIn(windows?.Groups, first, length, zoneOf) : null;
            if (next is null || next == NextIn(windows?.Task, next.Value, length, zoneOf))
                return next;
            at = next.Value;
        }

        return null;
    }

    private static DateTimeOffset? NextIn(
        IReadOnlyList<MaintenanceWindow>? windows, DateTimeOffset from, TimeSpan length, Func<string?, TimeZoneInfo> zoneOf)
    {
        if (windows is not { Count: > 0 })
            return from;
        return windows.Select(window => NextIn(window, from, length, zoneOf(window.TimeZone))).Min();
    }

    private static DateTimeOffset? NextIn(MaintenanceWindow window, DateTimeOffset from, TimeSpan length, TimeZoneInfo zone)
    {
        var open = TimeSpan.FromMinutes(window.Minutes);
        if (length > open)
            return null;
        // A window may have opened up to a week ago, and a day may be missing or doubled by a change of clocks.
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(from, zone).DateTime);
        for (var day = today.AddDays(-(int)Math.Ceiling(open.TotalDays) - 1); day <= today.AddDays(8); day = day.AddDays(1))
        {
            if (window.Days is { Count: > 0 } days && !days.Contains(day.DayOfWeek))
                continue;
            var opens = LocalStart.Resolve(day.ToDateTime(window.From), zone);
            if (opens + open - length >= from)
                return opens > from ? opens : from;
        }

        return null;
    }
}
