using Distribution.Reporting.TaskReports;

namespace Distribution.Reporting.Tests;

public sealed class TaskStateTests
{
    private static readonly ExecutionCounts _none = Counts();

    [Fact]
    public void Before_its_moment_a_task_is_scheduled() =>
        TaskReport.StateOf(started: false, cancelled: false, null, _none).ShouldBe(TaskProgress.Scheduled);

    [Fact]
    public void An_execution_that_is_heard_of_before_the_start_shows_that_it_runs() =>
        TaskReport.StateOf(started: false, cancelled: false, null, Counts(requested: 1)).ShouldBe(TaskProgress.Running);

    [Fact]
    public void A_task_whose_computers_have_all_finished_runs_until_the_scheduling_says_that_there_are_no_more() =>
        TaskReport.StateOf(started: true, cancelled: false, null, Counts(succeeded: 1)).ShouldBe(TaskProgress.Running);

    [Fact]
    public void A_verdict_that_overtakes_the_last_result_waits_for_it() =>
        TaskReport.StateOf(started: true, cancelled: false, TaskProgress.Completed, Counts(requested: 1, succeeded: 1)).ShouldBe(TaskProgress.Running);

    [Theory]
    [InlineData(TaskProgress.Completed)]
    [InlineData(TaskProgress.CompletedWithErrors)]
    public void With_every_result_the_verdict_holds(TaskProgress verdict) =>
        TaskReport.StateOf(started: true, cancelled: false, verdict, Counts(succeeded: 2)).ShouldBe(verdict);

    [Fact]
    public void A_task_that_was_called_off_is_being_cancelled_until_every_computer_has_said_how_it_ended()
    {
        TaskReport.StateOf(started: true, cancelled: true, null, Counts(requested: 1, succeeded: 3)).ShouldBe(TaskProgress.Cancelling);
        TaskReport.StateOf(started: true, cancelled: true, null, Counts(succeeded: 3)).ShouldBe(TaskProgress.Cancelled);
    }

    [Fact]
    public void A_removed_computer_is_no_destination_and_only_failures_and_time_outs_are_errors()
    {
        var counts = new ExecutionCounts(1, 1, 1, 1, 1, 1, 1, 10, 20, 1, 3, 1, 1, 100);
        counts.Computers.ShouldBe(43);
        counts.Unfinished.ShouldBe(7);
        counts.Finished.ShouldBe(36);
        counts.Errors.ShouldBe(23);
    }

    private static ExecutionCounts Counts(long requested = 0, long succeeded = 0) => new(requested, 0, 0, 0, 0, 0, 0, succeeded, 0, 0, 0, 0, 0, 0);
}
