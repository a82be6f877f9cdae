using Distribution.Contracts.Rules;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.TaskScheduling.Tests.Rules;

public sealed class WindowRulesTests
{
    private static readonly MaintenanceWindow Night = new(null, new TimeOnly(22, 0), 360, "Europe/Berlin");
    private static readonly MaintenanceWindow Sunday = new([DayOfWeek.Sunday], new TimeOnly(2, 30), 120, "Europe/Berlin");

    [Theory]
    [InlineData("2026-06-10T12:00:00Z", 60, "2026-06-10T20:00:00Z")]            // waits for the evening
    [InlineData("2026-06-10T20:30:00Z", 60, "2026-06-10T20:30:00Z")]            // is open
    [InlineData("2026-06-11T01:30:00Z", 30, "2026-06-11T01:30:00Z")]            // open since yesterday, and the limit just fits
    [InlineData("2026-06-11T01:31:00Z", 30, "2026-06-11T20:00:00Z")]            // the limit does not fit any more
    [InlineData("2026-03-29T12:00:00Z", 60, "2026-03-29T20:00:00Z")]            // summer time began this morning
    public void Work_begins_only_where_its_limit_still_fits(string from, int minutes, string expected) =>
        Next(new RunWindows([Night]), from, minutes).ShouldBe(At(expected));

    [Theory]
    [InlineData("2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z")]                // 02:30 is skipped: it opens at the next valid moment
    [InlineData("2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]                // 02:30 comes twice: it opens at the first
    public void A_window_follows_its_zones_change_of_clocks(string from, string expected) =>
        Next(new RunWindows([Sunday]), from, 60).ShouldBe(At(expected));

    [Fact]
    public void Work_longer_than_every_window_never_begins() => Next(new RunWindows([Night]), "2026-06-10T12:00:00Z", 361).ShouldBeNull();

    [Fact]
    public void The_tasks_windows_and_the_groups_windows_must_both_be_open() =>
        Next(new RunWindows([Night], [Sunday]), "2026-06-10T12:00:00Z", 60).ShouldBe(At("2026-06-14T00:30:00Z"));

    [Fact]
    public void Windows_that_never_meet_never_let_it_begin() =>
        Next(new RunWindows([Night], [new MaintenanceWindow(null, new TimeOnly(12, 0), 60, "Europe/Berlin")]), "2026-06-10T12:00:00Z", 10).ShouldBeNull();

    [Fact]
    public void Without_windows_it_begins_at_once() => Next(null, "2026-06-10T12:00:00Z", 10_000).ShouldBe(At("2026-06-10T12:00:00Z"));

    [Fact]
    public void A_window_without_a_zone_is_the_computers_own() =>
        Next(new RunWindows([Night with { TimeZone = null }]), "2026-06-10T12:00:00Z", 60, "Asia/Tokyo").ShouldBe(At("2026-06-10T13:00:00Z"));

    private static DateTimeOffset? Next(RunWindows? windows, string from, int minutes, string own = "UTC") =>
        WindowRules.NextBegin(windows, At(from), TimeSpan.FromMinutes(minutes), zone => LocalStart.Zone(zone ?? own)!);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, null);
}
