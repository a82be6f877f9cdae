using Distribution.Contracts.Rules;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Tasks;
using TaskCreated = Distribution.TaskScheduling.Tasks.TaskCreated;
using TaskStarted = Distribution.TaskScheduling.Tasks.TaskStarted;

namespace Distribution.TaskScheduling.Tests.Tasks;

public sealed class RecurrenceTests() : SpecificationOf<DistributionTask>(DistributionTask.Evolve)
{
    private static readonly Guid Id = new("0198d000-0000-7000-8000-000000000010");
    private static readonly TaskDestinations Destinations = new([new("0198d000-0000-7000-8000-000000000030")], []);

    [Theory]
    [InlineData("0 30 2 * * ?", "2026-03-28T00:00:00Z", "2026-03-28T01:30:00Z")]
    [InlineData("0 30 2 * * ?", "2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z")]    // skipped: the next valid instant
    [InlineData("0 30 2 * * ?", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z")]
    [InlineData("0 30 2 * * ?", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]    // twice: the first only
    [InlineData("0 30 2 * * ?", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("0 0/20 * * * ?", "2026-10-25T00:50:00Z", "2026-10-25T02:00:00Z")]  // the second 02:00 to 02:59 has no runs
    [InlineData("0 0/20 * * * ?", "2026-03-29T00:50:00Z", "2026-03-29T01:00:00Z")]  // all of the skipped hour at once
    [InlineData("0 0/20 * * * ?", "2026-03-29T01:00:00Z", "2026-03-29T01:20:00Z")]
    [InlineData("0 0 9 ? * MON-FRI", "2026-11-20T12:00:00Z", "2026-11-23T08:00:00Z")]
    [InlineData("0 0 3 L * ?", "2026-02-01T00:00:00Z", "2026-02-28T02:00:00Z")]
    public void The_next_moment_is_by_the_zones_clocks(string cron, string after, string expected) =>
        Recurrence.Next(cron, LocalStart.Zone("Europe/Berlin")!, At(after)).ShouldBe(At(expected));

    [Fact]
    public void A_rule_without_a_moment_to_come_has_none() =>
        Recurrence.Next("0 0 0 1 1 ? 2020", TimeZoneInfo.Utc, At("2026-01-01T00:00:00Z")).ShouldBeNull();

    [Theory]
    [InlineData("0 30 2 * * ?", true)]
    [InlineData("30 2 * * *", false)]
    [InlineData("every day", false)]
    [InlineData("0 0 0 32 1 ?", false)]
    public void A_rule_has_Quartzs_fields(string cron, bool expected) => Recurrence.IsRule(cron).ShouldBe(expected);

    [Fact]
    public void A_due_series_makes_a_task_of_its_own_for_the_run_once()
    {
        var due = At("2026-11-21T08:00:00Z");
        Given(Series()).When(t => TaskRuns.Make(t, Destinations, due.AddSeconds(-1)).Series).ThenNothing();
        Given(Series()).When(t => TaskRuns.Make(t, Destinations, due).Series)
            .Then(new TaskRunMade(Id, TaskRuns.IdFor(Id, due), due, At("2026-11-22T08:00:00Z"), due)).AndAgainNothing();
        var made = TaskRuns.Make(DistributionTask.Evolve(null, Series()), Destinations, due);
        var run = made.Run[0].ShouldBeOfType<TaskCreated>();
        (run.TaskId, run.RunOf, run.Name, run.Schedule.ExpiresAt).ShouldBe((made.RunId, Id, "Nightly 2026-11-21 09:00", due.AddHours(2)));
        made.Run[1].ShouldBe(new TaskStarted(made.RunId, due));
    }

    [Fact]
    public void Runs_wait_for_the_approval_of_the_series_and_are_approved_with_it()
    {
        var due = At("2026-11-21T08:00:00Z");
        var asked = new TaskApprovalAsked(Id, 500, due);
        Given(Series(), asked).When(t => TaskRuns.Make(t, Destinations, due).Series).ThenNothing();
        var run = TaskRuns.Make(new object[] { Series(), asked, new TaskApproved(Id, "bob", due) }.Aggregate((DistributionTask?)null, DistributionTask.Evolve), Destinations, due);
        run.Run[1].ShouldBe(new TaskApproved(run.RunId, "bob", due));
        run.Run[2].ShouldBe(new TaskStarted(run.RunId, due));
    }

    [Fact]
    public void Moments_missed_in_an_outage_are_made_up_for_by_one_late_run() =>
        Given(Series()).When(t => TaskRuns.Make(t, Destinations, At("2026-11-24T09:00:00Z")).Series)
            .Then(events => events.ShouldHaveSingleItem().ShouldBeOfType<TaskRunMade>().NextAt.ShouldBe(At("2026-11-25T08:00:00Z"))).AndAgainNothing();

    [Fact]
    public void A_run_that_would_have_expired_already_is_noted_but_not_made() =>
        TaskRuns.Make(DistributionTask.Evolve(null, Series()), Destinations, At("2026-11-21T11:00:00Z")).Run.ShouldBeEmpty();

    [Fact]
    public void The_series_is_over_when_its_expiry_lets_no_further_run_begin() =>
        Given(Series(At("2026-11-22T08:00:00Z"))).When(t => TaskRuns.Make(t, Destinations, At("2026-11-21T08:00:00Z")).Series)
            .Then(events => events.Select(e => e.GetType().Name).ShouldBe(["TaskRunMade", "TaskCompleted"])).AndAgainNothing();

    [Fact]
    public void A_paused_series_makes_no_run_and_a_cancelled_one_neither()
    {
        var due = At("2026-11-21T08:00:00Z");
        Given(Series(), new TaskPaused(Id, "x", due)).When(t => TaskRuns.Make(t, Destinations, due).Series).ThenNothing();
        Given(Series(), new Distribution.TaskScheduling.Tasks.TaskCancelled(Id, "x", due)).When(t => TaskRuns.Make(t, Destinations, due).Series).ThenNothing();
        Given(Series()).When(t => TaskDecisions.Start(t, due)).ThenNothing();
    }

    private static TaskCreated Series(DateTimeOffset? expiresAt = null) => new(
        Id, "Nightly", "", TaskKind.Distribution, TaskClass.Administrator, [new TaskAction(ActionKind.Run, null, null, "true", null, null)], Destinations,
        new WantedSchedule(null, null, "Europe/Berlin", expiresAt, Cron: "0 0 9 * * ?", RunLastsMinutes: 120).Resolve(At("2026-11-21T07:00:00Z")),
        new TaskRunning(false, 900), null, "", At("2026-11-21T07:00:00Z"));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, null);
}
