using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Tasks;

namespace Distribution.TaskScheduling.Tests.Simulation;

/// <summary>What operators do to tasks under way; an approval, or letting a held task go on, comes a day later.</summary>
internal sealed class SimulatedOperators(SimulatedYear world, Random chance)
{
    public void LookAfter(Guid id, int number, DateTimeOffset created)
    {
        var at = created.AddHours(chance.Next(1, 96));
        var more = chance.Next(10, 50);
        world.At(at, () => Change(id, number, more));
        world.At(at.AddDays(1), () =>
        {
            if (world.Tasks[id] is { Hold: not null })
                world.Tasks.Decide(id, task => TaskDecisions.Resume(task, chance.Next(5, 20), world.Now));
            if (number % 8 == 1 && IsUnderWay(id))
                world.Tasks.Decide(id, task => RolloutDecisions.Approve(task, 3, world.Now));
        });
    }

    /// <summary>Automatic enforcement of a policy is unset: its countermeasures are called off and leave the list.</summary>
    public void Unset(Guid policy)
    {
        foreach (var id in world.Tasks.All.Select(pair => pair.Task).Where(task => task.For?.PolicyId == policy).Select(task => task.Id).ToList())
        {
            world.Tasks.Decide(id, state => TaskRetention.Unset(state, world.Now));
            if (world.Tasks[id]!.State != TaskState.Removed)
                world.Laws.Break(world.Now, id, "is on the list although its enforcement is unset.");
            if (world.Executions.Of(id).Any(e => !e.IsFinal && !e.CancelAsked))
                world.Laws.Break(world.Now, id, "is under way although its enforcement is unset.");
        }
    }

    private void Change(Guid id, int number, int more)
    {
        Func<DistributionTask, object[]>? decision = (number % 20, IsUnderWay(id), world.Tasks[id]!.Stands) switch
        {
            (2, true, _) => task => TaskDecisions.Cancel(task, "Wrong.", world.Now, number % 40 == 2),
            (3, true, _) or (11, true, _) => task => TaskDecisions.Pause(task, "Wait.", world.Now),
            (13, _, true) when world.Tasks[id]!.State == TaskState.Started => task => TaskDecisions.Stop(task, "Smoke.", world.Now),
            (4, _, true) => task => Edit(task, new TaskActionsChanged(id, TaskKind.Distribution, YearPlan.Actions("other step", 2), world.Now)),
            (14, _, true) => task => Edit(task, new TaskActionsChanged(
                id, TaskKind.Distribution, [.. task.Actions.Reverse(), .. YearPlan.Actions("added step", 1)], world.Now)),
            (6, _, true) => task => Edit(task, new TaskScheduleChanged(id, task.Schedule with { ExpiresAt = world.Now.AddDays(9) }, world.Now)),
            (8, _, true) => task => Edit(task, new TaskDestinationsChanged(
                id, new([.. Enumerable.Range(0, more).Select(i => YearPlan.Computer((number + i) % YearPlan.Computers))], []), world.Now)),
            _ => null,
        };
        if (decision is not null)
            world.Tasks.Decide(id, decision);
        else if (number % 20 == 9 && world.Tasks[id]!.Stands)
            world.Executions.Retry(world.Tasks[id]!);
    }

    private bool IsUnderWay(Guid id) => world.Tasks[id] is { State: TaskState.Scheduled or TaskState.Started };

    private static object[] Edit(DistributionTask task, object change) => TaskDecisions.Edit(task, [change]);
}
