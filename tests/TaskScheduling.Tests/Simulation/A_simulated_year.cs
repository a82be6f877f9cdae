using Distribution.TaskScheduling.Tasks;

namespace Distribution.TaskScheduling.Tests.Simulation;

/// <summary>500 tasks on 2,000 computers for a year: offline times, changes of clocks, deletions, newcomers, faults, edits, waves.</summary>
public sealed class A_simulated_year(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Expected =
    [
        "TaskRunMade", "TaskHalted", "TaskPaused", "WavePassed", "WaveApproved", "TaskReopened", "TaskCompletedWithErrors", "TaskRemoved", "TaskCancelled",
        "ExecutionExpired", "ExecutionTimedOut", "ExecutionRemoved", "ExecutionRetried", "ExecutionRescheduled", "ExecutionUnreachable", "ExecutionStoodBy",
        "ExecutionRetryPlanned", "ExecutionWaited", "LateResultRecorded", "AttemptWithdrawn",
    ];

    [Fact]
    public void Every_execution_ends_nothing_runs_twice_or_outside_its_window_and_every_retention_rule_is_kept()
    {
        const int seed = 2026;
        output.WriteLine($"Seed {seed}.");
        var chance = new Random(seed);
        var world = new SimulatedYear(Begin);
        var (plan, operators) = (new YearPlan(world, Begin, chance), new SimulatedOperators(world, chance));
        plan.People();
        for (var i = 0; i < 500; i++)
            operators.LookAfter(plan.Task(i, out var created), i, created);
        foreach (var (policy, day) in new[] { (0, 120), (1, 240) })
            world.At(Begin.AddDays(day), () => operators.Unset(YearPlan.Policy(policy)));

        world.RunUntil(Begin.AddDays(365));
        // Whatever was under way at the end of the year comes to its own end, and to that of its retention.
        world.RunUntil(Begin.AddDays(365 + 150));

        Tell(world);
        world.Laws.Broken.ShouldBeEmpty();
        world.Executions.All.Where(e => !e.IsFinal).ShouldBeEmpty();
        foreach (var (task, progress) in world.Tasks.All)
        {
            // What nothing takes off the list by itself: errors, and what was called off.
            task.State.ShouldBeOneOf([TaskState.Removed, TaskState.CompletedWithErrors, TaskState.Cancelled], task.Name);
            var counted = world.Executions.Of(task.Id).GroupBy(e => e.State).ToDictionary(state => state.Key, state => state.Count());
            progress.Counts.Where(count => count.Value != 0).ShouldBe(counted, ignoreOrder: true, task.Name);
        }

        // The year had everything in it that it is about.
        foreach (var kind in Expected)
            world.Laws.Events.GetValueOrDefault(kind).ShouldBeGreaterThan(0, kind);
    }

    private void Tell(SimulatedYear world)
    {
        foreach (var (name, count) in world.Laws.Events.OrderBy(pair => pair.Key))
            output.WriteLine($"{count,9:N0} {name}");
        output.WriteLine($"{world.Executions.All.Count:N0} executions, {world.Laws.OfRuns.Runs:N0} actions begun; states: "
            + string.Join(", ", world.Executions.All.GroupBy(e => e.State).Select(state => $"{state.Key} {state.Count():N0}")));
    }
}
