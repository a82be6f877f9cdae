using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Executions;
using Distribution.TaskScheduling.Tasks;

namespace Distribution.TaskScheduling.Tests.Executions;

public sealed class TaskProgressTests
{
    [Fact]
    public void The_counts_agree_with_the_executions_whatever_happens_to_them()
    {
        var random = new Random(9);
        for (var round = 0; round < 300; round++)
        {
            var progress = TaskProgress.None(Story.Task);
            var executions = new Execution?[5];
            for (var step = 0; step < 60; step++)
            {
                var (who, input) = (random.Next(5), ExecutionTable.Inputs[random.Next(ExecutionTable.Inputs.Count)]);
                foreach (var decided in Decide(executions[who], input))
                {
                    executions[who] = Execution.Evolve(executions[who], decided);
                    progress = progress.Evolve(decided);
                }
            }

            var present = executions.OfType<Execution>().ToList();
            progress.Total.ShouldBe(present.Count);
            foreach (var state in Enum.GetValues<ExecutionState>())
                progress.Of(state).ShouldBe(present.Count(e => e.State == state), $"round {round}: {state}");
        }
    }

    [Fact]
    public void Progress_is_0_20_70_and_100_over_all_computers()
    {
        var progress = TaskProgress.None(Story.Task) with
        {
            Counts = new Dictionary<ExecutionState, int>
            {
                [ExecutionState.Dispatched] = 1, [ExecutionState.Transferring] = 1, [ExecutionState.Running] = 1, [ExecutionState.Failed] = 1,
            },
        };
        (progress.Percent, progress.Open, progress.Failed).ShouldBe(((0 + 20 + 70 + 100) / 4, 3, 1));
    }

    [Theory]
    [InlineData(false, TaskState.Started, 0, 1, 0, false)]          // not everybody was asked
    [InlineData(true, TaskState.Started, 0, 1, 0, true)]
    [InlineData(true, TaskState.Started, 1, 1, 0, false)]
    [InlineData(true, TaskState.Started, 0, 0, 0, false)]           // an empty group
    [InlineData(true, TaskState.Completed, 1, 1, 0, true)]          // a newcomer
    [InlineData(true, TaskState.Completed, 0, 1, 0, false)]
    [InlineData(true, TaskState.Completed, 0, 1, 1, true)]
    [InlineData(true, TaskState.CompletedWithErrors, 0, 1, 1, false)]
    [InlineData(true, TaskState.CompletedWithErrors, 0, 1, 0, true)] // a late success
    [InlineData(true, TaskState.Cancelled, 0, 1, 0, false)]
    public void The_clockwork_looks_where_the_verdict_lags(bool issued, TaskState state, int open, int succeeded, int failed, bool expected) =>
        (TaskProgress.None(Story.Task) with
        {
            Standing = true, Issued = issued, TaskState = state,
            Counts = new Dictionary<ExecutionState, int>
            {
                [ExecutionState.Running] = open, [ExecutionState.Succeeded] = succeeded, [ExecutionState.TimedOut] = failed,
            },
        }).Unsettled.ShouldBe(expected);

    [Theory]
    [InlineData(TaskState.Cancelled, 1, true)]
    [InlineData(TaskState.Cancelled, 0, false)]
    [InlineData(TaskState.Started, 1, false)]
    public void A_cancelled_task_is_watched_until_all_its_computers_have_ended(TaskState state, int open, bool expected) =>
        (TaskProgress.None(Story.Task) with
        {
            TaskState = state, Counts = new Dictionary<ExecutionState, int> { [ExecutionState.Dispatched] = open, [ExecutionState.Cancelled] = 1 },
        }).CallingOff.ShouldBe(expected);

    private static IEnumerable<object> Decide(Execution? state, string input)
    {
        try
        {
            return Story.Input(input, attempt: state?.Attempt ?? 1)(state);
        }
        catch (ServiceDefaults.CommandRefusedException)
        {
            return [];
        }
    }
}
