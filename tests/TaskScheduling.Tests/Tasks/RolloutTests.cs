using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Tasks;
using TaskCreated = Distribution.TaskScheduling.Tasks.TaskCreated;
using TaskResumed = Distribution.TaskScheduling.Tasks.TaskResumed;
using TaskStarted = Distribution.TaskScheduling.Tasks.TaskStarted;
using WaveOpened = Distribution.TaskScheduling.Tasks.WaveOpened;

namespace Distribution.TaskScheduling.Tests.Tasks;

public sealed class RolloutTests() : SpecificationOf<DistributionTask>(DistributionTask.Evolve)
{
    private static readonly Guid Id = new("0198d000-0000-7000-8000-000000000010");
    private static readonly Guid Canaries = new("0198d000-0000-7000-8000-000000000020");
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly TaskRollout Careful = new(
        [new(GroupId: Canaries), new(Percent: 50, PauseMinutes: 60), new(Percent: 100, Approval: true)], SuccessPercent: 80, FailureCount: 5, FailurePercent: 30);

    [Fact]
    public void The_first_wave_opens_when_everybody_has_an_execution()
    {
        Given(Started(Careful)[..2]).When(t => RolloutDecisions.Advance(t, [], Noon)).ThenNothing();
        Given(Started(Careful)).When(t => RolloutDecisions.Advance(t, [new(1, 10, 10, 0, 0)], Noon)).Then(new WaveOpened(Id, 1, Noon)).AndAgainNothing();
    }

    [Fact]
    public void A_wave_passes_at_its_success_threshold_and_the_next_opens_after_its_pause()
    {
        object[] open = [.. Started(Careful), new WaveOpened(Id, 1, Noon)];
        Given(open).When(t => RolloutDecisions.Advance(t, [new(1, 10, 3, 7, 0)], Noon)).ThenNothing();
        Given(open).When(t => RolloutDecisions.Advance(t, [new(1, 10, 2, 8, 0)], Noon)).Then(new WavePassed(Id, 1, Noon)).AndAgainNothing();
        object[] passed = [.. open, new WavePassed(Id, 1, Noon)];
        Given(passed).When(t => RolloutDecisions.Advance(t, [new(1, 10, 0, 10, 0)], Noon.AddMinutes(59))).ThenNothing();
        Given(passed).When(t => RolloutDecisions.Advance(t, [new(1, 10, 0, 10, 0), new(2, 40, 40, 0, 0)], Noon.AddMinutes(60)))
            .Then(new WaveOpened(Id, 2, Noon.AddMinutes(60))).AndAgainNothing();
    }

    [Fact]
    public void A_wave_that_wants_approval_waits_for_it()
    {
        object[] second = [.. Started(Careful), new WaveOpened(Id, 1, Noon), new WavePassed(Id, 1, Noon), new WaveOpened(Id, 2, Noon)];
        WaveCounts[] done = [new(1, 10, 0, 10, 0), new(2, 40, 0, 40, 0)];
        Given(second).When(t => RolloutDecisions.Advance(t, done, Noon)).Then(new WavePassed(Id, 2, Noon)).AndAgainNothing();
        Given([.. second, new WavePassed(Id, 2, Noon)]).When(t => RolloutDecisions.Approve(t!, 3, Noon)).Then(new WaveApproved(Id, 3, Noon)).AndAgainNothing();
        Given([.. second, new WavePassed(Id, 2, Noon), new WaveApproved(Id, 3, Noon)])
            .When(t => RolloutDecisions.Advance(t, done, Noon)).Then(new WaveOpened(Id, 3, Noon)).AndAgainNothing();
        Given(second).When(t => RolloutDecisions.Approve(t!, 4, Noon)).ThenRefused("3 waves");
    }

    [Fact]
    public void When_every_wave_is_open_nothing_needs_counting_until_somebody_fails()
    {
        object[] all = [.. Started(Careful), new WaveOpened(Id, 1, Noon), new WaveOpened(Id, 2, Noon)];
        Given(all).ThenState(t => RolloutDecisions.IsQuiet(t!, 0).ShouldBeFalse());
        Given([.. all, new WaveOpened(Id, 3, Noon)]).ThenState(t => RolloutDecisions.IsQuiet(t!, 0).ShouldBeTrue());
        Given([.. all, new WaveOpened(Id, 3, Noon)]).ThenState(t => RolloutDecisions.IsQuiet(t!, 1).ShouldBeFalse());
        Given([.. all, new WaveOpened(Id, 3, Noon)]).When(t => RolloutDecisions.Advance(t, [new(3, 50, 0, 50, 0)], Noon)).ThenNothing();
    }

    [Theory]
    [InlineData(100, 90, 6, 4, null)]
    [InlineData(100, 90, 5, 5, "5 of 100 computers failed or timed out; 5 halt the task.")]
    [InlineData(10, 4, 3, 3, "3 of 10 computers failed or timed out (30 %); 30 % halt the task.")]
    [InlineData(10, 7, 1, 2, null)]
    public void Failures_halt_the_task_and_it_says_why(int total, int open, int succeeded, int failed, string? reason) =>
        Given([.. Started(Careful), new WaveOpened(Id, 1, Noon)])
            .When(t => RolloutDecisions.Advance(t, [new(1, total, open, succeeded, failed)], Noon))
            .Then(reason is null ? [] : [new TaskHalted(Id, reason, false, Noon)]).AndAgainNothing();

    [Fact]
    public void A_wave_that_ends_below_its_success_threshold_halts_the_task() =>
        Given([.. Started(Careful with { FailureCount = null, FailurePercent = null }), new WaveOpened(Id, 1, Noon)])
            .When(t => RolloutDecisions.Advance(t, [new(1, 12, 0, 7, 3)], Noon))
            .Then(new TaskHalted(Id, "Wave 1 ended with 7 of 10 computers successful (70 %); 80 % are needed.", false, Noon));

    [Fact]
    public void Whoever_resumes_a_halted_task_accepts_the_failures_so_far()
    {
        object[] halted = [.. Started(Careful), new WaveOpened(Id, 1, Noon), new TaskHalted(Id, "x", false, Noon)];
        Given(halted).When(t => RolloutDecisions.Advance(t, [new(1, 10, 0, 5, 5)], Noon)).ThenNothing();
        Given(halted).When(t => TaskDecisions.Resume(t!, 5, Noon)).Then(new TaskResumed(Id, 5, Noon)).AndAgainNothing();
        Given([.. halted, new TaskResumed(Id, 5, Noon)]).When(t => RolloutDecisions.Advance(t, [new(1, 10, 0, 5, 5)], Noon)).Then(new WavePassed(Id, 1, Noon));
    }

    [Fact]
    public void A_wave_whose_computers_were_all_skipped_passes() =>
        Given([.. Started(Careful), new WaveOpened(Id, 1, Noon)]).When(t => RolloutDecisions.Advance(t, [new(1, 10, 0, 0, 0)], Noon)).Then(new WavePassed(Id, 1, Noon));

    [Fact]
    public void Only_open_waves_are_let_out_and_none_of_a_held_task()
    {
        Given([.. Started(Careful), new WaveOpened(Id, 1, Noon)]).ThenState(t => (t!.LetsOut(1), t.LetsOut(2)).ShouldBe((true, false)));
        Given([.. Started(Careful), new WaveOpened(Id, 1, Noon), new TaskPaused(Id, "x", Noon)]).ThenState(t => t!.LetsOut(1).ShouldBeFalse());
    }

    [Fact]
    public void Groups_counts_and_shares_take_their_computers_and_the_last_wave_the_rest()
    {
        var computers = Enumerable.Range(0, 200).Select(_ => Guid.NewGuid()).ToArray();
        var canaries = computers.Take(5).ToHashSet();
        var rollout = new TaskRollout([new(GroupId: Canaries), new(Count: 10), new(Percent: 25), new(Percent: 50)]);
        var assigned = Waves.Assign(Id, rollout, computers, computer => canaries.Contains(computer) ? [Canaries] : []);
        assigned.Count.ShouldBe(200);
        canaries.ShouldAllBe(computer => assigned[computer] == 1);
        Enumerable.Range(1, 4).Select(wave => assigned.Values.Count(w => w == wave)).ShouldBe([5, 10, 35, 150]);
        Waves.Assign(Id, rollout, [.. computers.Reverse()], computer => canaries.Contains(computer) ? [Canaries] : []).ShouldBe(assigned, ignoreOrder: true);
    }

    [Fact]
    public void A_newcomer_belongs_to_the_wave_of_its_group_or_to_the_last()
    {
        Waves.OfNewcomer(Careful, [Canaries]).ShouldBe(1);
        Waves.OfNewcomer(Careful, []).ShouldBe(3);
    }

    private static object[] Started(TaskRollout rollout) =>
    [
        new TaskCreated(
            Id, "Editor", "", TaskKind.Distribution, TaskClass.Administrator, [new TaskAction(ActionKind.Run, null, null, "true", null, null)],
            new TaskDestinations([], [Canaries]), new TaskSchedule(null, null, null, null), new TaskRunning(false, 900), null, "", Noon, rollout),
        new TaskStarted(Id, Noon),
        new TaskIssued(Id, Noon),
    ];
}
