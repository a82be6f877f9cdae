using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Executions;

namespace Distribution.TaskScheduling.Tests.Executions;

/// <summary>What is tried again by itself, how often and when; and what an attempt says that had been given up.</summary>
public sealed class RepeatingTests() : SpecificationOf<Execution>(Execution.Evolve)
{
    private static readonly TaskParameters Twice = new(Retries: [.. Enum.GetValues<ErrorClass>().Select(on => new RetryRule(on, 2, 60, 3))]);

    [Theory]
    [InlineData(ActionOutcome.Failed, 3, null, ErrorClass.BadExitCode)]
    [InlineData(ActionOutcome.Failed, 1618, null, ErrorClass.RetryLater)]
    [InlineData(ActionOutcome.Failed, null, null, ErrorClass.NotStarted)]
    [InlineData(ActionOutcome.TimedOut, null, null, ErrorClass.TimedOut)]
    [InlineData(ActionOutcome.Failed, 3, ErrorClass.RetryLater, ErrorClass.RetryLater)]
    [InlineData(ActionOutcome.Interrupted, null, null, null)]
    public void An_action_belongs_to_the_class_that_the_agent_names_or_its_end_shows(ActionOutcome outcome, int? code, ErrorClass? said, ErrorClass? expected) =>
        Given(Running(Twice)).When(e => [.. ExecutionReports.Report(e, Story.Computer, Ended(outcome, code, said), Story.Noon)])
            .ThenState(e => e!.Error.ShouldBe(expected));

    [Fact]
    public void A_failure_is_repeated_as_often_as_its_rule_says_each_time_later_and_then_stays()
    {
        var told = Running(Twice);
        var waits = new List<double>();
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            told = [.. told, .. Says(told, Ended(ActionOutcome.Failed, 3, null, attempt))];
            told = [.. told, .. Says(told, new ExecutionFinished(Story.Id, attempt, ExecutionState.Failed, "Exit code 3.", Story.Noon))];
            if (ExecutionTable.Fold(told) is not { IsBetweenAttempts: true, Until: { } until } waiting)
                break;
            waits.Add((until - Story.Noon).TotalSeconds);
            ExecutionDecisions.Wake(waiting, until.AddSeconds(-1)).ShouldBeEmpty();
            told = [.. told, .. ExecutionDecisions.Wake(waiting, until)];
            told = [.. told, .. ExecutionDecisions.Dispatch(ExecutionTable.Fold(told), Story.Brief with { Repeating = Repeating.Of(Twice) }, Story.Noon)];
        }

        waits.ShouldBe([60, 180]);
        var end = ExecutionTable.Fold(told)!;
        (end.State, end.Attempt).ShouldBe((ExecutionState.Failed, 3));
        told.OfType<Distribution.TaskScheduling.Executions.ExecutionFailed>().Count().ShouldBe(3);
    }

    [Fact]
    public void Without_rules_only_a_computer_that_is_busy_installing_is_tried_again_three_times()
    {
        var waits = Enumerable.Range(0, 4).Select(n => Repeating.Next(null, ErrorClass.RetryLater, [.. Enumerable.Repeat(ErrorClass.RetryLater, n)], Story.Noon));
        waits.Select(at => (at - Story.Noon)?.TotalMinutes).ShouldBe([5, 10, 20, null]);
        Repeating.Next(null, ErrorClass.BadExitCode, null, Story.Noon).ShouldBeNull();
    }

    [Theory]
    [InlineData(null, null, 60)]                                        // the first and about sixty more in two hours (domain 6.2)
    [InlineData(10, 300, 2)]
    public void An_instruction_without_a_queue_goes_out_again_until_the_window_ends_and_then_stands_by(int? minutes, int? seconds, int expected)
    {
        var parameters = new TaskParameters(new InstallationParameters(RetryWindowMinutes: minutes, RetryIntervalSeconds: seconds));
        var brief = Story.Brief with { Repeating = Repeating.Of(parameters) };
        var (told, now, again) = (Story.Until("Requested"), Story.Noon, 0);
        while (true)
        {
            told = [.. told, .. ExecutionDecisions.Dispatch(ExecutionTable.Fold(told), brief, now)];
            told = [.. told, .. ExecutionDecisions.MarkUnreachable(ExecutionTable.Fold(told), 1, "No queue.", now)];
            if (ExecutionTable.Fold(told)!.Until is not { } until)
                break;
            (now, again) = (until, again + 1);
            told = [.. told, .. ExecutionDecisions.Wake(ExecutionTable.Fold(told), now)];
        }

        again.ShouldBe(expected);
        ExecutionTable.Fold(told)!.ShouldSatisfyAllConditions(
            e => (e.State, e.WaitingFor, e.Attempt).ShouldBe((ExecutionState.Waiting, WaitingFor.Contact, 1)),
            e => e.WakeAt.ShouldBe(Story.Expiry.ToUnixTimeMilliseconds()));
    }

    [Fact]
    public void Nothing_is_repeated_beyond_the_expiry_or_when_it_was_called_off()
    {
        var late = Running(Twice with { Retries = [new RetryRule(ErrorClass.BadExitCode, 1, 86_400)] });
        Given(late).When(e => ExecutionEnds.End(e!, ExecutionState.Failed, "", ErrorClass.BadExitCode, Story.Noon))
            .Then(events => events.Select(ExecutionTable.NameOf).ShouldBe(["Failed"]));
        Given([.. Running(Twice), Story.Until("RunningCancelAsked")[^1]]).When(e => ExecutionEnds.End(e!, ExecutionState.Failed, "", ErrorClass.BadExitCode, Story.Noon))
            .Then(events => events.Select(ExecutionTable.NameOf).ShouldBe(["Failed"]));
    }

    [Fact]
    public void Silence_is_repeated_by_its_rule_and_the_late_success_of_the_first_attempt_withdraws_the_second()
    {
        var told = Running(Twice);
        told = [.. told, .. ExecutionDecisions.Wake(ExecutionTable.Fold(told), Story.Silent)];
        told.TakeLast(2).Select(ExecutionTable.NameOf).ShouldBe(["TimedOut", "RetryPlanned"]);
        told = [.. told, .. ExecutionDecisions.Wake(ExecutionTable.Fold(told), Story.Silent.AddSeconds(60))];
        told = [.. told, .. ExecutionDecisions.Dispatch(ExecutionTable.Fold(told), Story.Brief, Story.Silent.AddSeconds(60))];

        told = [.. told, .. Says(told, new ExecutionFinished(Story.Id, 1, ExecutionState.Succeeded, null, Story.Noon))];
        told.TakeLast(3).Select(ExecutionTable.NameOf).ShouldBe(["LateResult", "AttemptWithdrawn", "Succeeded"]);
        told.OfType<AttemptWithdrawn>().ShouldHaveSingleItem().Attempt.ShouldBe(2);
        var end = ExecutionTable.Fold(told)!;
        (end.State, end.Assumed, end.WakeAt).ShouldBe((ExecutionState.Succeeded, false, null));
        Says(told, new ExecutionFinished(Story.Id, 1, ExecutionState.Succeeded, null, Story.Noon)).ShouldBeEmpty();
        Says(told, new ExecutionFinished(Story.Id, 2, ExecutionState.Cancelled, "Withdrawn.", Story.Noon)).ShouldBeEmpty();
    }

    [Fact]
    public void A_success_of_the_first_attempt_corrects_even_the_failure_of_the_second() =>
        Given([.. Story.Until("RunningAgain"), new Distribution.TaskScheduling.Executions.ExecutionFailed(Story.Id, Story.Task, Story.Computer, 2, ExecutionState.Running, "Exit code 3.", Story.Noon)])
            .When(Story.Input("succeeded"))
            .ThenState(e => e!.State.ShouldBe(ExecutionState.Succeeded));

    [Fact]
    public void Silence_is_counted_from_the_hour_for_which_the_computer_waits()
    {
        var night = Story.Noon.AddHours(7);
        var brief = Story.Brief with { NotBefore = night };
        object[] told = [.. Story.Until("Requested"), .. ExecutionDecisions.Dispatch(ExecutionTable.Fold(Story.Until("Requested")), brief, Story.Noon)];
        Given([.. told, .. Says(told, new InstructionAccepted(Story.Id, 1, Story.Noon))]).When(_ => [])
            .ThenState(e => e!.Deadline.ShouldBe(night.AddSeconds(1_500)));
    }

    private static object[] Running(TaskParameters parameters) =>
    [
        Story.Until("Requested")[0],
        new ExecutionDispatched(Story.Id, Story.Task, Story.Computer, 1, ExecutionState.Requested, Story.Instruction with { Parameters = parameters }, Story.Noon),
        new ActionBegun(Story.Id, Story.Task, Story.Computer, 1, ExecutionState.Dispatched, 1, Story.Noon),
    ];

    private static object[] Says(IEnumerable<object> told, object report) => ExecutionReports.Report(ExecutionTable.Fold(told), Story.Computer, report, Story.Noon);

    private static ActionFinished Ended(ActionOutcome outcome, int? code, ErrorClass? said, int attempt = 1) =>
        new(Story.Id, attempt, 1, outcome, code, "", null, Story.Noon, Story.Noon, said);
}
