using Distribution.Contracts.Rules;
using Distribution.TaskScheduling.Tasks;

namespace Distribution.TaskScheduling.Tests.Tasks;

public sealed class ScheduleTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-03-01T00:00:00Z", null);
    private static readonly DateTime Local = new(2026, 3, 29, 2, 30, 0, DateTimeKind.Unspecified);

    [Fact]
    public void Each_computers_own_local_time_begins_with_the_first_clocks_on_earth()
    {
        var schedule = new WantedSchedule(null, Local, null, null, OwnLocalTime: true).Resolve(Now);
        schedule.StartAt.ShouldBe(DateTimeOffset.Parse("2026-03-28T12:30:00Z", null));
        schedule.For(Zone("Pacific/Kiritimati")).DueAt.ShouldBe(schedule.StartAt);
        schedule.For(Zone("Europe/Berlin")).DueAt.ShouldBe(DateTimeOffset.Parse("2026-03-29T01:00:00Z", null));     // skipped there
        schedule.For(Zone("America/New_York")).DueAt.ShouldBe(DateTimeOffset.Parse("2026-03-29T06:30:00Z", null));
        schedule.For(TimeZoneInfo.Utc).DueAt.ShouldBe(DateTimeOffset.Parse("2026-03-29T02:30:00Z", null));
    }

    [Fact]
    public void Content_may_travel_earlier_than_running_begins()
    {
        var schedule = new WantedSchedule(null, Local.AddHours(20), "Europe/Berlin", null, LocalTransfer: Local.AddHours(10)).Resolve(Now);
        schedule.For(null).ShouldBe((DateTimeOffset.Parse("2026-03-29T10:30:00Z", null), DateTimeOffset.Parse("2026-03-29T20:30:00Z", null)));
        var own = new WantedSchedule(null, Local.AddHours(20), null, null, LocalTransfer: Local.AddHours(10), OwnLocalTime: true).Resolve(Now);
        own.For(Zone("Asia/Tokyo")).ShouldBe((DateTimeOffset.Parse("2026-03-29T03:30:00Z", null), DateTimeOffset.Parse("2026-03-29T13:30:00Z", null)));
    }

    [Theory]
    [InlineData("transfer after start", false)]
    [InlineData("own time with a zone", false)]
    [InlineData("own time without a start", false)]
    [InlineData("cron without a zone", false)]
    [InlineData("cron with a start", false)]
    [InlineData("cron", true)]
    [InlineData("own time", true)]
    [InlineData("transfer before start", true)]
    public void A_schedule_makes_sense(string what, bool expected)
    {
        var wanted = what switch
        {
            "transfer after start" => new WantedSchedule(Now, null, null, null, TransferAt: Now.AddHours(1)),
            "own time with a zone" => new WantedSchedule(null, Local, "Europe/Berlin", null, OwnLocalTime: true),
            "own time without a start" => new WantedSchedule(null, null, null, null, OwnLocalTime: true),
            "cron without a zone" => new WantedSchedule(null, null, null, null, Cron: "0 0 9 * * ?"),
            "cron with a start" => new WantedSchedule(Now, null, "Europe/Berlin", null, Cron: "0 0 9 * * ?"),
            "cron" => new WantedSchedule(null, null, "Europe/Berlin", null, Cron: "0 0 9 * * ?", RunLastsMinutes: 60),
            "own time" => new WantedSchedule(null, Local, null, null, OwnLocalTime: true),
            _ => new WantedSchedule(Now.AddHours(1), null, null, null, TransferAt: Now),
        };
        new WantedScheduleRules().Validate(wanted).IsValid.ShouldBe(expected);
    }

    private static TimeZoneInfo Zone(string name) => LocalStart.Zone(name)!;
}
