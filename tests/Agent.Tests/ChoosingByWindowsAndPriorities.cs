using Distribution.Agent.Decisions;
using Distribution.Agent.Journals;
using Distribution.Contracts.TaskScheduling.V1;
using static Distribution.Agent.Tests.Facts;

namespace Distribution.Agent.Tests;

public class ChoosingByWindowsAndPriorities
{
    private static readonly RunWindows atNight = new([new(null, new(22, 0), 120, "UTC")]);

    [Fact]
    public void Of_waiting_tasks_the_one_with_the_higher_priority_goes_first_and_of_equals_the_earlier()
    {
        var (plain, urgent) = (Task(), Task() with { Parameters = new(Priority: 5) });
        Next(plain.Received(), urgent.Received()).ShouldBeOfType<Begin>().Execution.Instruction.ShouldBe(urgent);
        Next(plain.Received(), Task().Received()).ShouldBeOfType<Begin>().Execution.Instruction.ShouldBe(plain);
        Next(plain.Received(), plain.Begun(1), plain.Ended(1), urgent.Received()).ShouldBeOfType<Begin>().Execution.Instruction.ShouldBe(plain);
    }

    [Fact]
    public void Every_action_waits_for_a_window_in_which_it_can_end()
    {
        var night = Task() with { Windows = atNight };
        Next(night.Received()).ShouldBe(new Rest(Noon.AddHours(10)));
        Next(Noon.AddHours(11), night.Received()).ShouldBeOfType<Begin>();
        Next(Noon.AddHours(12).AddSeconds(-30), night.Received(), night.Begun(1), night.Ended(1)).ShouldBe(new Rest(Noon.AddHours(34)));
    }

    [Fact]
    public void Content_waits_for_the_window_too_unless_it_may_be_fetched_outside()
    {
        var night = Task() with { Actions = [Do.Install(1, Content())], Windows = atNight };
        NextTransfer.Of(State(night.Received()), new Dictionary<AttemptId, DateTimeOffset>(), Noon).ShouldBe((null, Noon.AddHours(10)));
        var ahead = night with { Windows = atNight with { TransferOutside = true } };
        NextTransfer.Of(State(ahead.Received()), new Dictionary<AttemptId, DateTimeOffset>(), Noon).Execution!.Instruction.ShouldBe(ahead);
    }

    [Fact]
    public void A_task_that_is_to_be_stopped_by_force_gets_no_more_time_than_is_left_and_begins_nothing_afterwards()
    {
        var brief = Task() with { Parameters = new(new(ForceStopMinutes: 2)), Actions = [Do.Run(1, "/bin/true", limit: 90), Do.Run(2, "/bin/true", limit: 90)] };
        var state = State(brief.Received(), brief.Begun(1), brief.Ended(1));
        ForceStop.Limit(state.Open[0], brief.Actions[1], Noon.AddSeconds(60)).TimeLimitSeconds.ShouldBe(60);
        ForceStop.Limit(State(brief.Received()).Open[0], brief.Actions[0], Noon).TimeLimitSeconds.ShouldBe(90);
        var finish = NextRun.Of(state, Noon.AddMinutes(2)).ShouldBeOfType<Finish>().Verdict;
        (finish.State, finish.Reason).ShouldBe((ExecutionState.TimedOut, "Ended 2 minutes after it had begun. Not begun: 1 more."));
    }

    [Fact]
    public void A_cancel_that_lets_finish_leaves_alone_what_has_begun()
    {
        var task = Task();
        var cancel = new Protocol.Cancel(new(task.ExecutionId, task.TaskId, Me, 1, LetFinish: true));
        ReceiveInstruction.Decide(State(task.Received(), task.Begun(1)), cancel, Me, Request, Noon).ShouldBeEmpty();
        ReceiveInstruction.Decide(State(task.Received()), cancel, Me, Request, Noon).ShouldContain(record => record is ExecutionDone);
    }

    [Theory]
    [InlineData(ActionOutcome.Skipped, ActionOutcome.Skipped, ExecutionState.Skipped)]
    [InlineData(ActionOutcome.Skipped, ActionOutcome.Succeeded, ExecutionState.Succeeded)]
    [InlineData(ActionOutcome.Skipped, ActionOutcome.Failed, ExecutionState.Failed)]
    public void A_skipped_action_is_no_error_and_a_task_of_nothing_else_is_skipped(ActionOutcome first, ActionOutcome second, ExecutionState state)
    {
        var task = Task();
        Next(task.Received(), task.Begun(1), task.Ended(1, first), task.Begun(2), task.Ended(2, second)).ShouldBeOfType<Finish>().Verdict.State.ShouldBe(state);
    }

    private static NextRun Next(params JournalRecord[] records) => NextRun.Of(State(records), Noon);

    private static NextRun Next(DateTimeOffset now, params JournalRecord[] records) => NextRun.Of(State(records), now);
}
