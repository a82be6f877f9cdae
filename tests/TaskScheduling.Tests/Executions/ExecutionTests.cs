using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Executions;

namespace Distribution.TaskScheduling.Tests.Executions;

public sealed class ExecutionTests() : SpecificationOf<Execution>(Execution.Evolve)
{
    public static TheoryData<string, string, string> Table => ExecutionTable.All();

    [Theory]
    [MemberData(nameof(Table))]
    public void Each_input_decides_in_each_state_what_the_table_says(string state, string input, string expected)
    {
        var decision = Given(Story.Until(state)).When(Story.Input(input));
        if (expected == "!")
            decision.ThenRefused();
        else if (expected == ".")
            decision.ThenNothing();
        else
            decision.Then(events => events.Select(ExecutionTable.NameOf).ShouldBe(expected.Split('+')));
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void The_same_input_again_decides_nothing(string state, string input, string expected)
    {
        if (expected != "!")
            Given(Story.Until(state)).When(Story.Input(input)).AndAgainNothing();
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void A_report_for_another_attempt_or_by_another_computer_decides_nothing(string state, string input, string expected)
    {
        if (!char.IsLower(input[0]))
            return;
        _ = expected;
        Given(Story.Until(state)).When(Story.Input(input, attempt: 3)).ThenNothing();
        Given(Story.Until(state)).When(Story.Input(input, computer: Guid.Empty)).ThenNothing();
    }

    [Fact]
    public void Every_order_and_repetition_of_the_reports_ends_in_the_same_state()
    {
        string[] reports = ["accepted", "probing", "probed", "transferring", "relay", "waiting", "transferred", "began1", "ended1", "began2", "ended2", "succeeded"];
        var random = new Random(7);
        for (var round = 0; round < 2_000; round++)
        {
            var said = reports.Concat(reports.Where(_ => random.Next(3) == 0)).ToArray();
            random.Shuffle(said);
            var told = said.Aggregate(Story.Until("Dispatched"), (events, report) =>
                [.. events, .. Story.Input(report)(ExecutionTable.Fold(events))]);
            var end = ExecutionTable.Fold(told)!;
            end.State.ShouldBe(ExecutionState.Succeeded, string.Join(' ', said));
            end.EndedActions.Order().ToArray().ShouldBe([1, 2], string.Join(' ', said));
        }
    }

    [Fact]
    public void The_clock_decides_about_everything_that_it_is_woken_for()
    {
        var random = new Random(11);
        for (var round = 0; round < 2_000; round++)
        {
            var (state, now) = ((Execution?)null, Story.Noon);
            for (var step = 0; step < 40; step++)
            {
                now = now.AddSeconds(random.Next(900));
                var input = ExecutionTable.Inputs[random.Next(ExecutionTable.Inputs.Count)];
                state = Try(state, input, state?.Attempt ?? 1).Aggregate(state, Execution.Evolve);
                if (!(state?.WakeAt <= now.ToUnixTimeMilliseconds()))
                    continue;
                var decided = ExecutionDecisions.Wake(state, now);
                decided.ShouldNotBeEmpty($"round {round}: {state}");
                state = decided.Aggregate((Execution?)state, Execution.Evolve);
            }
        }
    }

    [Fact]
    public void Every_event_says_the_state_that_it_leaves()
    {
        foreach (var (state, input) in ExecutionTable.States.SelectMany(s => ExecutionTable.Inputs.Select(i => (s, i))))
        {
            var before = ExecutionTable.Fold(Story.Until(state));
            foreach (var decided in Try(before, input))
            {
                if (decided.GetType().GetProperty("From") is { } from)
                    from.GetValue(decided).ShouldBe(before!.State, $"{state} {input}");
                before = Execution.Evolve(before, decided);
            }
        }
    }

    [Fact]
    public void A_retry_begins_the_next_attempt_with_a_clean_sheet() =>
        Given([.. Story.Until("Running"), .. Story.Input("ended1")(ExecutionTable.Fold(Story.Until("Running"))), .. Story.Until("Failed")[^1..]])
            .When(Story.Input("Retry"))
            .ThenState(e => (e!.Attempt, e.State, e.Action, e.EndedActions.Count, e.Reason, e.Progress)
                .ShouldBe((2, ExecutionState.Requested, 0, 0, null, 0)));

    [Fact]
    public void A_success_that_comes_after_the_time_out_corrects_it() =>
        Given(Story.Until("TimedOutBySilence")).When(Story.Input("succeeded"))
            .ThenState(e => (e!.State, e.Assumed, e.Progress).ShouldBe((ExecutionState.Succeeded, false, 100)));

    [Fact]
    public void Every_sign_of_life_moves_the_deadline() =>
        Given(Story.Until("Accepted")).When(e => ExecutionReports.Report(
                e, Story.Computer, new Contracts.Agents.V1.TransferStarted(Story.Id, 1, 9, Story.Noon), Story.Noon.AddMinutes(10)))
            .ThenState(e => e!.Deadline.ShouldBe(Story.Noon.AddMinutes(10).AddSeconds(1_500)));

    [Fact]
    public void A_failure_is_not_retried_by_the_key_of_skipped() =>
        Given(Story.Until("Failed")).When(e => ExecutionDecisions.Retry(e!, [ExecutionState.Skipped], Story.Noon)).ThenRefused("Failed");

    [Theory]
    [InlineData("Waiting", "Dispatched")]
    [InlineData("Dispatched", "Dispatched")]
    [InlineData("DispatchedCancelAsked", "CancelRequested")]
    [InlineData("RunningCancelAsked", "CancelRequested")]
    [InlineData("Accepted", null)]
    [InlineData("Running", null)]
    [InlineData("Requested", null)]
    [InlineData("Succeeded", null)]
    public void What_may_have_been_in_a_lost_queue_is_sent_again_as_the_same_attempt(string state, string? sent) =>
        Given(Story.Until(state)).When(e => ExecutionDecisions.SendAgain(e, queueWasGone: true, Story.Brief, Story.Noon))
            .Then(events => events.Select(ExecutionTable.NameOf).ShouldBe(sent is null ? [] : [sent]))
            .ThenState(e => e!.Attempt.ShouldBe(1));

    [Fact]
    public void Nothing_is_sent_again_after_the_task_expired() =>
        Given(Story.Until("Waiting")).When(e => ExecutionDecisions.SendAgain(e, true, Story.Brief, Story.Expiry)).ThenNothing();

    [Fact]
    public void Nothing_is_retried_after_the_task_expired() =>
        Given(Story.Until("Failed")).When(e => ExecutionDecisions.Retry(e!, ExecutionDecisions.RetryKeys, Story.Expiry)).ThenRefused("expired");

    [Fact]
    public void A_report_with_a_state_that_is_no_end_decides_nothing() =>
        Given(Story.Until("Running")).When(e => ExecutionReports.Report(
            e, Story.Computer, new Contracts.Agents.V1.ExecutionFinished(Story.Id, 1, ExecutionState.Removed, null, Story.Noon), Story.Noon)).ThenNothing();

    [Fact]
    public void What_PostgreSQL_cannot_hold_and_what_is_too_long_is_cut_from_an_output() =>
        Given(Story.Until("Running")).When(e => ExecutionReports.Report(
                e, Story.Computer,
                new Contracts.Agents.V1.ActionFinished(
                    Story.Id, 1, 1, ActionOutcome.Failed, 3, new string('x', 9_000) + "\0end", "\0", Story.Noon, Story.Noon),
                Story.Noon))
            .Then(events => events.ShouldHaveSingleItem().ShouldBeOfType<ActionEnded>().ShouldSatisfyAllConditions(
                e => e.OutputTail.Length.ShouldBe(ReportedText.LongestOutput),
                e => e.OutputTail.ShouldEndWith("x\uFFFDend"),
                e => e.Reason.ShouldBe("\uFFFD")));

    [Fact]
    public void The_id_is_the_same_for_the_same_task_and_computer_and_a_version_8_UUID()
    {
        ExecutionDecisions.IdFor(Story.Task, Story.Computer).ShouldBe(Story.Id);
        ExecutionDecisions.IdFor(Story.Computer, Story.Task).ShouldNotBe(Story.Id);
        Story.Id.Version.ShouldBe(8);
    }

    private static IEnumerable<object> Try(Execution? state, string input, int attempt = 1)
    {
        try
        {
            return Story.Input(input, attempt: attempt)(state);
        }
        catch (ServiceDefaults.CommandRefusedException)
        {
            return [];
        }
    }
}
