using Distribution.TaskScheduling.Tasks;
using ActionKind = Distribution.Contracts.TaskScheduling.V1.ActionKind;
using TaskClass = Distribution.Contracts.TaskScheduling.V1.TaskClass;
using TaskKind = Distribution.Contracts.TaskScheduling.V1.TaskKind;

namespace Distribution.TaskScheduling.Tests.Tasks;

public sealed class DistributionTaskTests() : SpecificationOf<DistributionTask>(DistributionTask.Evolve)
{
    private static readonly Guid Id = new("0198b000-0000-7000-8000-000000000001");
    private static readonly Guid Group = new("0198b000-0000-7000-8000-000000000002");
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly TaskCreated Created = Task(Noon.AddHours(1));
    private static readonly TaskStarted Started = new(Id, Noon);
    private static readonly TaskIssued Issued = new(Id, Noon);
    private static readonly TaskCompleted Completed = new(Id, Noon);

    [Fact]
    public void A_task_without_a_moment_starts_at_once() =>
        Given().When(t => TaskDecisions.Create(t, Task(null))).Then(Task(null), Started).AndAgainNothing();

    [Fact]
    public void A_task_with_a_later_moment_waits_for_it() =>
        Given().When(t => TaskDecisions.Create(t, Created)).Then(Created).AndAgainNothing();

    [Fact]
    public void Another_task_with_the_same_id_is_refused() =>
        Given(Created).When(t => TaskDecisions.Create(t, Created with { Fingerprint = "other" })).ThenRefused("another task");

    [Fact]
    public void It_starts_when_its_moment_has_come_and_not_before()
    {
        Given(Created).When(t => TaskDecisions.Start(t, Noon.AddMinutes(59))).ThenNothing();
        Given(Created).When(t => TaskDecisions.Start(t, Noon.AddHours(1))).Then(new TaskStarted(Id, Noon.AddHours(1))).AndAgainNothing();
    }

    [Fact]
    public void Its_destinations_change_while_packages_and_schedule_stay() =>
        Given(Created).When(t => TaskDecisions.Edit(t!, [
                new TaskDestinationsChanged(Id, new TaskDestinations([Id], []), Noon),
                new TaskActionsChanged(Id, Created.Kind, [.. Created.Actions], Noon),
                new TaskScheduleChanged(Id, Created.Schedule with { }, Noon)]))
            .Then(new TaskDestinationsChanged(Id, new TaskDestinations([Id], []), Noon))
            .ThenState(t => (t!.ComputerCount, t.GroupIds.Count, t.Schedule).ShouldBe((1, 0, Created.Schedule)));

    [Fact]
    public void A_started_task_is_edited_too_and_its_revisions_count()
    {
        var actions = new TaskActionsChanged(Id, Created.Kind, [new TaskAction(ActionKind.Run, null, null, "true", null, null)], Noon);
        Given(Created, Started).When(t => TaskDecisions.Edit(t!, [actions])).Then(actions)
            .ThenState(t => (t!.Revision, t.ActionsRevision).ShouldBe((2, 2))).AndAgainNothing();
        Given(Created, Started, actions).When(t => TaskDecisions.Edit(t!, [new TaskScheduleChanged(Id, Created.Schedule with { ExpiresAt = Noon.AddYears(1) }, Noon)]))
            .ThenState(t => (t!.Revision, t.ActionsRevision).ShouldBe((3, 2))).AndAgainNothing();
        Given(Created).When(t => TaskDecisions.Edit(t!, [actions])).ThenState(t => t!.Revision.ShouldBeNull());
    }

    [Fact]
    public void A_cancelled_task_is_not_edited() =>
        Given(Created, new TaskCancelled(Id, "", Noon)).When(t => TaskDecisions.Edit(t!, [new TaskRenamed(Id, "x", "", Noon)])).ThenRefused("Cancelled");

    [Fact]
    public void A_paused_task_does_not_start_until_it_is_resumed()
    {
        Given(Created).When(t => TaskDecisions.Pause(t!, "Wait.", Noon)).Then(new TaskPaused(Id, "Wait.", Noon)).AndAgainNothing();
        Given(Created, new TaskPaused(Id, "Wait.", Noon)).When(t => TaskDecisions.Start(t, Noon.AddDays(1))).ThenNothing();
        Given(Created, new TaskPaused(Id, "Wait.", Noon)).When(t => TaskDecisions.Resume(t!, 0, Noon)).ThenState(t => t!.DueAt.ShouldNotBeNull()).AndAgainNothing();
        Given(Created, Started, Issued, Completed).When(t => TaskDecisions.Pause(t!, "", Noon)).ThenRefused();
    }

    [Fact]
    public void The_emergency_stop_halts_what_is_under_way()
    {
        Given(Created, Started).When(t => TaskDecisions.Stop(t!, "Fire.", Noon)).Then(new TaskHalted(Id, "Fire.", true, Noon)).AndAgainNothing();
        Given(Created, Started, new TaskPaused(Id, "", Noon)).When(t => TaskDecisions.Stop(t!, "Fire.", Noon)).Then(new TaskHalted(Id, "Fire.", true, Noon));
        Given(Created).When(t => TaskDecisions.Stop(t!, "", Noon)).ThenRefused("not under way");
    }

    [Fact]
    public void A_cancelled_task_is_cancelled_once_and_a_finished_one_not_at_all()
    {
        Given(Created, Started).When(t => TaskDecisions.Cancel(t!, "Wrong file.", Noon)).Then(new TaskCancelled(Id, "Wrong file.", Noon)).AndAgainNothing();
        Given(Created, Started, Issued, Completed).When(t => TaskDecisions.Cancel(t!, "", Noon)).ThenRefused();
    }

    [Fact]
    public void A_task_under_way_is_not_removed()
    {
        Given(Created, Started).When(t => TaskDecisions.Remove(t!, Noon)).ThenRefused("cancel");
        Given(Created).When(t => TaskDecisions.Remove(t!, Noon)).Then(new TaskRemoved(Id, Noon)).AndAgainNothing();
    }

    [Theory]
    [InlineData(true, false, false, "TaskCompleted")]
    [InlineData(true, false, true, "TaskCompletedWithErrors")]
    [InlineData(true, true, true, "")]
    [InlineData(false, false, false, "")]
    public void It_completes_when_every_execution_ended(bool any, bool open, bool failed, string expected) =>
        Given(Created, Started, Issued).When(t => TaskDecisions.Settle(t, any, open, failed, Noon))
            .Then(events => string.Concat(events.Select(e => e.GetType().Name)).ShouldBe(expected)).AndAgainNothing();

    [Fact]
    public void It_never_completes_before_everybody_was_asked() =>
        Given(Created, Started).When(t => TaskDecisions.Settle(t, true, false, false, Noon)).ThenNothing();

    [Fact]
    public void A_group_that_stays_empty_until_expiry_is_done_with() =>
        Given(Task(null, Noon.AddDays(1)), Started, Issued).When(t => TaskDecisions.Settle(t, false, false, false, Noon.AddDays(1)))
            .Then(new TaskCompleted(Id, Noon.AddDays(1)));

    [Fact]
    public void A_newcomer_or_a_retry_opens_it_again_and_a_late_success_changes_the_verdict()
    {
        Given(Created, Started, Issued, Completed).When(t => TaskDecisions.Settle(t, true, true, false, Noon)).Then(new TaskReopened(Id, Noon));
        Given(Created, Started, Issued, new TaskCompletedWithErrors(Id, Noon))
            .When(t => TaskDecisions.Settle(t, true, false, false, Noon)).Then(Completed).AndAgainNothing();
    }

    [Fact]
    public void Its_version_counts_its_events() =>
        Given(Created, Started, Issued).ThenState(t => t!.Version.ShouldBe(3));

    private static TaskCreated Task(DateTimeOffset? startAt, DateTimeOffset? expiresAt = null) => new(
        Id, "Editor for all", "", TaskKind.Distribution, TaskClass.Administrator,
        [new TaskAction(ActionKind.Install, Group, null, null, null, null)], new TaskDestinations([], [Group]),
        new TaskSchedule(startAt, null, null, expiresAt), new TaskRunning(false, 900), null, "fingerprint", Noon);
}
