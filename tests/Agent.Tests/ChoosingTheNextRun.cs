using Distribution.Agent.Decisions;
using Distribution.Agent.Journals;
using Distribution.Contracts.TaskScheduling.V1;
using static Distribution.Agent.Tests.Facts;

namespace Distribution.Agent.Tests;

public class ChoosingTheNextRun
{
    private readonly ExecuteTask task = Task();

    [Fact]
    public void Actions_run_in_the_instruction_s_order()
    {
        Next(task.Received()).ShouldBeOfType<Begin>().Action.Number.ShouldBe(1);
        Next(task.Received(), task.Begun(1), task.Ended(1)).ShouldBeOfType<Begin>().Action.Number.ShouldBe(2);
    }

    [Fact]
    public void An_action_that_had_begun_is_carried_on_with_and_never_begun_again()
    {
        var next = Next(task.Received(), task.Begun(1)).ShouldBeOfType<CarryOn>();
        (next.Action.Number, next.Run).ShouldBe((1, 1));
    }

    [Fact]
    public void A_task_whose_actions_all_succeeded_has_succeeded() =>
        Verdict(task.Received(), task.Begun(1), task.Ended(1), task.Begun(2), task.Ended(2)).State.ShouldBe(ExecutionState.Succeeded);

    [Fact]
    public void The_first_error_stops_a_task_that_asks_for_it()
    {
        var verdict = Verdict(task.Received(), task.Begun(1), task.Ended(1, ActionOutcome.Failed));
        verdict.State.ShouldBe(ExecutionState.Failed);
        verdict.Reason.ShouldBe("Action 1 (Run 1): Exit code 5. Not begun: 1 more.");
    }

    [Fact]
    public void Otherwise_the_rest_runs_and_the_task_has_failed_all_the_same()
    {
        var patient = Task(stopOnFirstError: false);
        Next(patient.Received(), patient.Begun(1), patient.Ended(1, ActionOutcome.Failed)).ShouldBeOfType<Begin>().Action.Number.ShouldBe(2);
        Verdict(patient.Received(), patient.Begun(1), patient.Ended(1, ActionOutcome.Failed), patient.Begun(2), patient.Ended(2))
            .State.ShouldBe(ExecutionState.Failed);
    }

    [Theory]
    [InlineData(ActionOutcome.TimedOut, ExecutionState.TimedOut)]
    [InlineData(ActionOutcome.Interrupted, ExecutionState.Failed)]
    [InlineData(ActionOutcome.Cancelled, ExecutionState.Cancelled)]
    public void How_an_action_ended_decides_how_the_task_ended(ActionOutcome outcome, ExecutionState state) =>
        Verdict(task.Received(), task.Begun(1), task.Ended(1, outcome)).State.ShouldBe(state);

    [Fact]
    public void Of_several_tasks_the_higher_priority_goes_first_then_the_older_one_then_what_came_first()
    {
        var plain = task with { ExecutionId = Guid.NewGuid() };
        var young = task with { ExecutionId = Guid.NewGuid(), TaskCreatedAt = Noon.AddDays(-1) };
        var old = task with { ExecutionId = Guid.NewGuid(), TaskCreatedAt = Noon.AddDays(-2) };
        var urgent = task with { ExecutionId = Guid.NewGuid(), TaskCreatedAt = Noon, Parameters = new TaskParameters(Priority: 1) };
        Next(plain.Received(), young.Received(), old.Received(), urgent.Received()).ShouldBeOfType<Begin>().Execution.Instruction.ShouldBe(urgent);
        Next(plain.Received(), young.Received(), old.Received()).ShouldBeOfType<Begin>().Execution.Instruction.ShouldBe(old);
        Next(plain.Received(), young.Received()).ShouldBeOfType<Begin>().Execution.Instruction.ShouldBe(young);
        // What has begun is never pushed aside: one action at a time, one task to its end.
        Next(plain.Received(), plain.Begun(1), plain.Ended(1), urgent.Received()).ShouldBeOfType<Begin>().Execution.Instruction.ShouldBe(plain);
    }

    [Fact]
    public void A_task_that_waits_for_its_hour_lets_the_next_one_pass()
    {
        var tonight = Task(notBefore: Noon.AddHours(8));
        Next(tonight.Received(), task.Received()).ShouldBeOfType<Begin>().Execution.Instruction.ShouldBe(task);
        Next(tonight.Received()).ShouldBe(new Rest(Noon.AddHours(8)));
    }

    [Fact]
    public void A_task_that_waits_for_its_content_lets_the_next_one_pass()
    {
        var heavy = Task() with { Actions = [Do.Install(1, Content())] };
        Next(heavy.Received(), task.Received()).ShouldBeOfType<Begin>().Execution.Instruction.ShouldBe(task);
        Next(heavy.Received(), heavy.Transferred()).ShouldBeOfType<Begin>();
        Next(heavy.Received(), heavy.Transferred(), new ContentLost(heavy.Id(), "", Noon)).ShouldBe(new Rest(null));
    }

    [Fact]
    public void A_task_that_has_begun_goes_on_before_another_begins() =>
        Next(task.Received(), (Task() with { TaskName = "later" }).Received(), task.Begun(1), task.Ended(1))
            .ShouldBeOfType<Begin>().Execution.Instruction.ShouldBe(task);

    [Fact]
    public void What_has_expired_does_not_begin_but_what_has_begun_goes_on()
    {
        var brief = Task(expiresAt: Noon);
        Next(brief.Received()).ShouldBe(new Rest(null));
        Next(brief.Received(), brief.Begun(1), brief.Ended(1)).ShouldBeOfType<Begin>();
        NextEnding.Of(State(brief.Received()), Noon).Single().State.ShouldBe(ExecutionState.Expired);
        NextEnding.Of(State(brief.Received(), brief.Begun(1)), Noon).ShouldBeEmpty();
        NextEnding.NextMoment(State(brief.Received())).ShouldBe(Noon);
    }

    [Fact]
    public void A_cancelled_task_begins_nothing_more()
    {
        Next(task.Received(), task.Begun(1), task.Cancelled(), task.Ended(1)).ShouldBe(new Rest(null));
        NextEnding.Of(State(task.Received(), task.Begun(1), task.Cancelled(), task.Ended(1)), Noon).Single().State.ShouldBe(ExecutionState.Cancelled);
        NextEnding.Of(State(task.Received(), task.Begun(1), task.Cancelled()), Noon).ShouldBeEmpty();
    }

    [Fact]
    public void A_cancel_during_the_last_action_does_not_undo_its_success()
    {
        JournalRecord[] records = [task.Received(), task.Begun(1), task.Ended(1), task.Begun(2), task.Cancelled(), task.Ended(2)];
        Verdict(records).State.ShouldBe(ExecutionState.Succeeded);
        NextEnding.Of(State(records), Noon).ShouldBeEmpty();
    }

    [Fact]
    public void A_newer_attempt_ends_the_older_one_where_it_stands()
    {
        var second = task with { Attempt = 2 };
        NextEnding.Of(State(task.Received(), second.Received()), Noon).Single().Id.ShouldBe(task.Id());
        NextEnding.Of(State(task.Received(), task.Begun(1), second.Received()), Noon).ShouldBeEmpty();
        NextEnding.Of(State(task.Received(), task.Begun(1), second.Received(), task.Ended(1)), Noon).Single().Id.ShouldBe(task.Id());
    }

    [Fact]
    public void After_a_damaged_journal_nothing_that_was_open_runs()
    {
        var state = State(task.Received(), task.Begun(1), new JournalDamaged(Noon));
        NextRun.Of(state, Noon).ShouldBe(new Rest(null));
        NextEnding.Of(state, Noon).Single().State.ShouldBe(ExecutionState.Failed);
    }

    [Fact]
    public void Content_is_fetched_ahead_of_the_hour_and_a_failed_fetch_waits_without_holding_up_the_next()
    {
        var (first, second) = (Heavy(), Heavy());
        var state = State(first.Received(), second.Received());
        Dictionary<AttemptId, DateTimeOffset> later = new() { [first.Id()] = Noon.AddMinutes(1) };
        NextTransfer.Of(state, new Dictionary<AttemptId, DateTimeOffset>(), Noon).Execution!.Instruction.ShouldBe(first);
        NextTransfer.Of(state, later, Noon).Execution!.Instruction.ShouldBe(second);
        NextTransfer.Of(State(first.Received()), later, Noon).ShouldBe((null, Noon.AddMinutes(1)));
        NextTransfer.Of(State(first.Received(), first.Transferred()), later, Noon).ShouldBe((null, null));
    }

    private static ExecuteTask Heavy() => Task(notBefore: Noon.AddHours(1)) with { Actions = [Do.Install(1, Content())] };

    private static NextRun Next(params JournalRecord[] records) => NextRun.Of(State(records), Noon);

    private static ExecutionDone Verdict(params JournalRecord[] records) => Next(records).ShouldBeOfType<Finish>().Verdict;
}
