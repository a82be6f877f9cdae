using Distribution.Contracts.Rules;
using Quartz;

namespace Distribution.TaskScheduling.Tasks;

/// <summary>The moments of a recurring task.</summary>
public static class Recurrence
{
    // A rule that names a 30th of February has no moment; one that is rare, such as a 29th of February on a Sunday, has one in 28 years.
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(366 * 40);

    /// <summary>Whether the text is a rule in Quartz's words: seconds, minutes, hours, day of month, month, day of week, perhaps year.</summary>
    public static bool IsRule(string cron) => CronExpression.TryParse(cron, out _);

    /// <summary>
    /// The first moment after another at which the zone's clocks show a time that the rule names; null when there is none.
    /// Clocks are read as everywhere (domain, section 10): a time that a change skips counts at the next valid instant, one that
    /// occurs twice at the first only. Quartz's own reading of changes is not asked.
    /// </summary>
    public static DateTimeOffset? Next(string cron, TimeZoneInfo zone, DateTimeOffset after)
    {
        var rule = new CronExpression(cron, TimeZoneInfo.Utc);
        // The clocks' reading, treated as if it were UTC, so that the rule counts in local time alone.
        DateTimeOffset? shown = new DateTimeOffset(DateTime.SpecifyKind(TimeZoneInfo.ConvertTime(after, zone).DateTime, DateTimeKind.Unspecified), TimeSpan.Zero);
        var last = shown.Value + Horizon;
        while ((shown = rule.GetNextValidTimeAfter(shown.Value)) < last)
        {
            var moment = LocalStart.Resolve(shown.Value.DateTime, zone);
            if (moment > after)
                return moment;
        }

        return null;
    }
}
