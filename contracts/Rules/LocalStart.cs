namespace Distribution.Contracts.Rules;

/// <summary>What moment a local date and time is (domain, section 10, schedule).</summary>
public static class LocalStart
{
    /// <summary>
    /// The moment at which the zone's clocks show this time: a time that a change of clocks skips is the next valid instant,
    /// one that occurs twice is the first.
    /// </summary>
    public static DateTimeOffset Resolve(DateTime local, TimeZoneInfo zone)
    {
        // Asked of moments, not of local times: the zone's own answer about skipped local times knows summer time only,
        // and zones have also changed their standard time (Samoa skipped a whole day).
        var asUtc = new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), TimeSpan.Zero);
        var before = zone.GetUtcOffset(asUtc.AddDays(-1));
        var after = zone.GetUtcOffset(asUtc.AddDays(1));
        var early = asUtc - (before > after ? before : after);
        var late = asUtc - (before > after ? after : before);
        if (Shows(early))
            return early;
        return Shows(late) ? late : FirstMomentWith(after, early, late);

        bool Shows(DateTimeOffset moment) => zone.GetUtcOffset(moment) == asUtc - moment;

        DateTimeOffset FirstMomentWith(TimeSpan offset, DateTimeOffset notYet, DateTimeOffset already)
        {
            while (already - notYet > TimeSpan.FromSeconds(1))
            {
                var middle = DateTimeOffset.FromUnixTimeSeconds((notYet.ToUnixTimeSeconds() + already.ToUnixTimeSeconds()) / 2);
                (notYet, already) = zone.GetUtcOffset(middle) == offset ? (notYet, middle) : (middle, already);
            }

            return DateTimeOffset.FromUnixTimeSeconds(already.ToUnixTimeSeconds());
        }
    }

    /// <summary>The zone of an IANA name, or null when there is none.</summary>
    public static TimeZoneInfo? Zone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
}
