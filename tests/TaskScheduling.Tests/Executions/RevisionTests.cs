using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Destinations;
using Distribution.TaskScheduling.Executions;
using Distribution.TaskScheduling.Tasks;
using ExecutionRequested = Distribution.TaskScheduling.Executions.ExecutionRequested;
using TaskCreated = Distribution.TaskScheduling.Tasks.TaskCreated;
using TaskStarted = Distribution.TaskScheduling.Tasks.TaskStarted;

namespace Distribution.TaskScheduling.Tests.Executions;

/// <summary>What a change of a started task means for each of its computers (domain, section 10).</summary>
public sealed class RevisionTests() : SpecificationOf<Execution>(Execution.Evolve)
{
    private static readonly Guid Id = new("0198d000-0000-7000-8000-000000000001");
    private static readonly Guid TaskId = new("0198d000-0000-7000-8000-000000000002");
    private static readonly Guid Computer = new("0198d000-0000-7000-8000-000000000003");
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly TaskAction[] Actions = [new(ActionKind.Run, null, null, "true", null, null)];
    private static readonly TaskAction Other = new(ActionKind.Run, null, null, "other", null, null);
    private static readonly object[] Sent =
    [
        new ExecutionRequested(Id, TaskId, Computer, 1, null, Noon),
        new ExecutionDispatched(
            Id, TaskId, Computer, 1, ExecutionState.Requested,
            new Instruction("x", [new InstructedAction(1, ActionKind.Run, "x", null, null, null, 0, null, "true", null, null, null, 60)], null, null, false, 900), Noon),
    ];
    private static readonly object[] Running = [.. Sent, new ActionBegun(Id, TaskId, Computer, 1, ExecutionState.Dispatched, 1, Noon)];
    private static readonly object[] Succeeded = [.. Running, new ExecutionSucceeded(Id, TaskId, Computer, 1, ExecutionState.Running, Noon)];

    [Theory]
    [InlineData("requested", "ExecutionRescheduled")]
    [InlineData("sent", "ExecutionCancelRequested")]
    [InlineData("running", "ExecutionCancelRequested")]
    [InlineData("succeeded", "ExecutionRescheduled ExecutionRetried")]
    [InlineData("removed", "ExecutionRescheduled")]
    public void Changed_actions_are_carried_out_by_whoever_has_not(string state, string expected) =>
        Given(In(state)).When(e => Follow(e, Changed([.. Actions, Other]))).Then(events => Names(events).ShouldBe(expected)).AndAgainNothing();

    [Fact]
    public void Whoever_succeeded_with_everything_that_a_changed_task_does_is_left_alone()
    {
        var longer = Actions[0] with { TimeLimitSeconds = 9 };
        Given(Succeeded).When(e => Follow(e, Changed([longer]))).Then(events => Names(events).ShouldBe("ExecutionRescheduled")).AndAgainNothing();
        Given(Succeeded).When(e => Follow(e, Changed([longer, Actions[0]]))).Then(events => Names(events).ShouldBe("ExecutionRescheduled ExecutionRetried"));
        Given([.. Running, new ExecutionCancelRequested(Id, TaskId, Computer, 1, Noon, null, true), new ExecutionSucceeded(Id, TaskId, Computer, 1, ExecutionState.Running, Noon)])
            .When(e => Follow(e, Changed([longer]))).ThenState(e => (e!.State, e.RestartsNow).ShouldBe((ExecutionState.Succeeded, false)));
    }

    [Fact]
    public void Only_what_is_new_to_a_computer_is_sent_to_it()
    {
        var task = Changed([Other, Actions[0]]);
        var instructions = Instructions.For(TaskAfter(task), new Dictionary<Guid, KnownPackage>());
        var again = Follow(Succeeded.Aggregate((Execution?)null, Execution.Evolve), task).Aggregate(Succeeded.Aggregate((Execution?)null, Execution.Evolve), Execution.Evolve);
        var failed = new object[] { new ExecutionFailed(Id, TaskId, Computer, 1, ExecutionState.Running, "", Noon) }.Aggregate(Running.Aggregate((Execution?)null, Execution.Evolve), Execution.Evolve);
        BriefOf(instructions.Dispatch(again, Noon)).ActionNames.ShouldBe(["other"]);
        BriefOf(instructions.Dispatch(Execution.Evolve(failed, new ExecutionRetried(Id, TaskId, Computer, 2, ExecutionState.Failed, Noon)), Noon)).ActionNames.ShouldBe(["other", "true"]);
        instructions.Rests!.Keys.ShouldBe([2]);

        static Brief BriefOf(object[] decided) => decided.ShouldHaveSingleItem().ShouldBeOfType<ExecutionDispatched>().Brief!;
    }

    [Fact]
    public void A_late_success_with_what_the_task_was_says_nothing_of_what_it_is()
    {
        object[] silent = [.. Running, new ExecutionTimedOut(Id, TaskId, Computer, 1, ExecutionState.Running, true, "Silent.", Noon)];
        var late = new ExecutionFinished(Id, 1, ExecutionState.Succeeded, null, Noon);
        Given([.. silent, .. Follow(silent.Aggregate((Execution?)null, Execution.Evolve), Changed([Other]))])
            .When(e => ExecutionReports.Report(e, Computer, late, Noon)).Then(events => Names(events).ShouldBe("LateResultRecorded"));
        Given([.. silent, new ExecutionRetried(Id, TaskId, Computer, 2, ExecutionState.TimedOut, Noon)])
            .When(e => ExecutionReports.Report(e, Computer, late, Noon)).Then(events => Names(events).ShouldBe("LateResultRecorded ExecutionSucceeded"));
    }

    [Theory]
    [InlineData("requested", "ExecutionRescheduled")]
    [InlineData("sent", "ExecutionCancelRequested")]
    [InlineData("running", "ExecutionRescheduled")]
    [InlineData("succeeded", "ExecutionRescheduled")]
    [InlineData("expired", "ExecutionRescheduled ExecutionRetried")]
    public void A_changed_schedule_is_followed_by_whoever_has_not_begun(string state, string expected) =>
        Given(In(state)).When(e => Follow(e, new TaskScheduleChanged(TaskId, new TaskSchedule(Noon.AddDays(1), null, null, null), Noon)))
            .Then(events => Names(events).ShouldBe(expected)).AndAgainNothing();

    [Fact]
    public void What_was_called_off_for_the_change_starts_again_when_it_has_ended() =>
        Given([
            .. Sent, new ExecutionCancelRequested(Id, TaskId, Computer, 1, Noon, null, true),
            new ExecutionCancelled(Id, TaskId, Computer, 1, ExecutionState.Dispatched, "", Noon)])
            .When(e => Follow(e, new TaskScheduleChanged(TaskId, new TaskSchedule(Noon.AddDays(1), null, null, null), Noon)))
            .Then(events => Names(events).ShouldBe("ExecutionRescheduled ExecutionRetried"))
            .ThenState(e => (e!.State, e.Attempt, e.Revision, e.DueAt, e.RestartsNow).ShouldBe((ExecutionState.Requested, 2, 2, Noon.AddDays(1), false)));

    [Fact]
    public void What_the_operator_called_off_stays_so() =>
        Given([.. Sent, new ExecutionCancelRequested(Id, TaskId, Computer, 1, Noon), new ExecutionCancelled(Id, TaskId, Computer, 1, ExecutionState.Dispatched, "", Noon)])
            .When(e => Follow(e, new TaskActionsChanged(TaskId, TaskKind.Distribution, Actions, Noon))).Then(events => Names(events).ShouldBe("ExecutionRescheduled"));

    [Fact]
    public void It_is_not_dispatched_before_its_own_moment()
    {
        var brief = Brief.Of(Guid.Empty, ((ExecutionDispatched)Sent[1]).Instruction!);
        var due = new ExecutionRequested(Id, TaskId, Computer, 1, null, Noon, Noon.AddHours(5), 2, Noon.AddHours(6));
        Given(due).When(e => ExecutionDecisions.Dispatch(e, brief, Noon.AddHours(4))).ThenNothing();
        Given(due).When(e => ExecutionDecisions.Dispatch(e, brief, Noon.AddHours(5))).Then(events => events.Count.ShouldBe(1)).AndAgainNothing();
        Given(due).ThenState(e => (e!.Wave, e.RunFrom, e.DispatchAt).ShouldBe((2, Noon.AddHours(6), Noon.AddHours(5).ToUnixTimeMilliseconds())));
    }

    [Fact]
    public void Work_that_runs_may_be_let_finish() =>
        Given(Running).When(e => ExecutionDecisions.Cancel(e, "x", Noon, letFinish: true)).ThenNothing();

    private static object[] In(string state) => state switch
    {
        "requested" => Sent[..1],
        "sent" => Sent,
        "running" => Running,
        "expired" => [.. Sent, new ExecutionExpired(Id, TaskId, Computer, 1, ExecutionState.Dispatched, true, "", Noon)],
        "removed" => [.. Sent, new ExecutionRemoved(Id, TaskId, Computer, 1, ExecutionState.Dispatched, "", Noon)],
        _ => Succeeded,
    };

    private static TaskActionsChanged Changed(TaskAction[] actions) => new(TaskId, TaskKind.Distribution, actions, Noon);

    private static object[] Follow(Execution? e, object change)
    {
        var task = TaskAfter(change);
        var (dueAt, runFrom) = task.Schedule.For(null);
        return ExecutionRevisions.Follow(e, task, dueAt, runFrom, Noon);
    }

    private static DistributionTask TaskAfter(object change)
    {
        object[] history =
        [
            new TaskCreated(
                TaskId, "x", "", TaskKind.Distribution, TaskClass.Administrator, Actions, new TaskDestinations([Computer], []),
                new TaskSchedule(null, null, null, null), new TaskRunning(false, 900), null, "", Noon),
            new TaskStarted(TaskId, Noon),
            change,
        ];
        return history.Aggregate((DistributionTask?)null, DistributionTask.Evolve)!;
    }

    private static string Names(IEnumerable<object> events) => string.Join(' ', events.Select(e => e.GetType().Name));
}
