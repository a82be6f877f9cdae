using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Tasks;
using TaskCancelled = Distribution.TaskScheduling.Tasks.TaskCancelled;
using TaskCompleted = Distribution.TaskScheduling.Tasks.TaskCompleted;
using TaskCreated = Distribution.TaskScheduling.Tasks.TaskCreated;
using TaskRemoved = Distribution.TaskScheduling.Tasks.TaskRemoved;
using TaskStarted = Distribution.TaskScheduling.Tasks.TaskStarted;

namespace Distribution.TaskScheduling.Tests.Tasks;

public sealed class RetentionTests() : SpecificationOf<DistributionTask>(DistributionTask.Evolve)
{
    private static readonly Guid Id = new("0198d000-0000-7000-8000-000000000010");
    private static readonly Guid Computer = new("0198d000-0000-7000-8000-000000000030");
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(TaskClass.Administrator, 30)]
    [InlineData(TaskClass.AutomaticCountermeasure, 7)]
    public void A_completed_task_leaves_the_list_by_its_age_and_not_a_second_earlier(TaskClass @class, int days)
    {
        object[] done = [Created(@class), new TaskStarted(Id, Noon), new TaskIssued(Id, Noon), new TaskCompleted(Id, Noon)];
        Given(done).When(t => TaskRetention.Sweep(t, true, Noon.AddDays(days).AddSeconds(-1))).ThenNothing();
        Given(done).When(t => TaskRetention.Sweep(t, true, Noon.AddDays(days))).Then(new TaskRemoved(Id, Noon.AddDays(days), $"Completed for {days} days.")).AndAgainNothing();
    }

    [Fact]
    public void A_task_with_failures_stays() =>
        Given(Created(), new TaskStarted(Id, Noon), new TaskIssued(Id, Noon), new TaskCompletedWithErrors(Id, Noon))
            .When(t => TaskRetention.Sweep(t, true, Noon.AddYears(1))).ThenNothing();

    [Fact]
    public void A_task_that_was_opened_again_counts_from_its_last_completion() =>
        Given(
            Created(), new TaskStarted(Id, Noon), new TaskIssued(Id, Noon), new TaskCompleted(Id, Noon),
            new Distribution.TaskScheduling.Tasks.TaskReopened(Id, Noon.AddDays(20)), new TaskCompleted(Id, Noon.AddDays(25)))
            .ThenState(t => TaskRetention.DueAt(t!).ShouldBe(Noon.AddDays(55)));

    [Fact]
    public void A_standing_task_stays_while_newcomers_may_come()
    {
        Given(Created(groups: [Computer]), new TaskStarted(Id, Noon), new TaskIssued(Id, Noon), new TaskCompleted(Id, Noon))
            .ThenState(t => TaskRetention.DueAt(t!).ShouldBeNull());
        Given(Created(groups: [Computer], expiresAt: Noon.AddDays(100)), new TaskStarted(Id, Noon), new TaskIssued(Id, Noon), new TaskCompleted(Id, Noon))
            .ThenState(t => TaskRetention.DueAt(t!).ShouldBe(Noon.AddDays(130)));
    }

    [Fact]
    public void A_sole_destinations_end_completes_the_task_and_the_next_sweep_removes_it()
    {
        Given(Created(startAt: Noon.AddDays(1))).When(t => TaskRetention.Sweep(t, false, Noon)).Then(new TaskCompleted(Id, Noon));
        Given(Created(groups: [Computer]), new TaskStarted(Id, Noon)).When(t => TaskRetention.Sweep(t, false, Noon)).ThenNothing();
        Given(Created(groups: [Computer]), new TaskStarted(Id, Noon), new TaskIssued(Id, Noon)).When(t => TaskRetention.Sweep(t, false, Noon))
            .Then(new TaskCompleted(Id, Noon));
        Given(Created(startAt: Noon.AddDays(1)), new TaskCompleted(Id, Noon)).When(t => TaskRetention.Sweep(t, false, Noon))
            .Then(new TaskRemoved(Id, Noon, "No destination is left.")).AndAgainNothing();
    }

    [Fact]
    public void Unsetting_enforcement_calls_off_and_removes_the_countermeasure_but_no_administrators_task()
    {
        const string reason = "Automatic enforcement of the security policy was unset.";
        Given(Created(TaskClass.AutomaticCountermeasure), new TaskStarted(Id, Noon)).When(t => TaskRetention.Unset(t, Noon))
            .Then(new TaskCancelled(Id, reason, Noon), new TaskRemoved(Id, Noon, reason)).AndAgainNothing();
        Given(Created(), new TaskStarted(Id, Noon)).When(t => TaskRetention.Unset(t, Noon)).ThenNothing();
    }

    private static TaskCreated Created(
        TaskClass @class = TaskClass.Administrator, DateTimeOffset? startAt = null, DateTimeOffset? expiresAt = null, Guid[]? groups = null) => new(
        Id, "Editor", "", TaskKind.Distribution, @class, [new TaskAction(ActionKind.Run, null, null, "true", null, null)],
        new TaskDestinations(groups is null ? [Computer] : [], groups ?? []), new TaskSchedule(startAt, null, null, expiresAt),
        new TaskRunning(false, 900), null, "", Noon);
}
