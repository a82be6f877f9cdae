using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Reporting.TaskReports;

namespace Distribution.Reporting.Tests;

public sealed class AttemptTests
{
    private static readonly DateTimeOffset _noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_computer_that_never_answered_was_not_reached_and_the_last_reason_says_why()
    {
        var phase = Of((ExecutionState.Requested, null), (ExecutionState.Dispatched, null), (ExecutionState.Waiting, "No queue."));
        (phase.Reached, phase.NotReachedBecause, phase.Transferred).ShouldBe((false, "No queue.", false));
    }

    [Fact]
    public void A_computer_that_fetches_was_reached_even_if_its_acceptance_was_never_heard_of()
    {
        var phase = Of((ExecutionState.Requested, null), (ExecutionState.Transferring, null), (ExecutionState.Failed, "The content is not there."));
        (phase.Reached, phase.ReachedAt, phase.NotReachedBecause, phase.Transferred).ShouldBe((true, _noon.AddSeconds(1), null, false));
    }

    [Fact]
    public void Whoever_runs_has_everything()
    {
        var phase = Of((ExecutionState.Accepted, null), (ExecutionState.Running, null));
        (phase.ReachedAt, phase.Transferred, phase.TransferredAt).ShouldBe((_noon, true, _noon.AddSeconds(1)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(200)]
    [InlineData(20_000)]
    public void A_course_has_at_most_200_points_and_its_last_one_tells_everything(int minutes)
    {
        var course = GetTaskBreakdown.Course([.. Enumerable.Range(0, minutes).Select(i => new CoursePoint(_noon.AddMinutes(i), 2, 1))]);
        course.Count.ShouldBeLessThanOrEqualTo(200);
        (course.LastOrDefault()?.Finished ?? 0).ShouldBe(2L * minutes);
        (course.LastOrDefault()?.Errors ?? 0).ShouldBe(minutes);
    }

    private static InstallationReport Of(params (ExecutionState State, string? Reason)[] steps) =>
        GetTaskComputer.AttemptOf(1, [.. steps.Select((s, i) => new AttemptStep(s.State, _noon.AddSeconds(i), s.Reason))], []).Installation;
}
