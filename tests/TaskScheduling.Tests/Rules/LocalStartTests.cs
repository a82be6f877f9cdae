using Distribution.Contracts.Rules;

namespace Distribution.TaskScheduling.Tests.Rules;

public sealed class LocalStartTests
{
    [Theory]
    [InlineData("Europe/Berlin", "2026-03-02T12:00:00", "2026-03-02T11:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29T02:30:00", "2026-03-29T01:00:00Z")]        // skipped: clocks show 03:00 next
    [InlineData("Europe/Berlin", "2026-10-25T02:30:00", "2026-10-25T00:30:00Z")]        // twice: the first, in summer time
    [InlineData("America/New_York", "2026-03-08T02:00:00", "2026-03-08T07:00:00Z")]
    [InlineData("America/New_York", "2026-11-01T01:59:59", "2026-11-01T05:59:59Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-04T02:15:10", "2026-10-03T15:30:00Z")]  // a change of half an hour
    [InlineData("Pacific/Apia", "2011-12-30T10:00:00", "2011-12-30T10:00:00Z")]         // a day that was skipped
    [InlineData("Pacific/Kiritimati", "2026-01-01T00:00:00", "2025-12-31T10:00:00Z")]
    [InlineData("UTC", "2026-01-01T00:00:00", "2026-01-01T00:00:00Z")]
    public void A_local_time_is_the_next_valid_or_the_first_moment(string zone, string local, string expected) =>
        LocalStart.Resolve(DateTime.Parse(local, null), LocalStart.Zone(zone)!).ShouldBe(DateTimeOffset.Parse(expected, null));

    [Fact]
    public void A_zone_that_nobody_knows_is_none() => LocalStart.Zone("Europe/Atlantis").ShouldBeNull();
}
