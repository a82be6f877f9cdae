using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Destinations;
using Distribution.TaskScheduling.Executions;
using Distribution.TaskScheduling.Tasks;

namespace Distribution.TaskScheduling.Tests.Simulation;

/// <summary>What the clockwork and the consumers do with the executions of the simulated year.</summary>
internal sealed class SimulatedExecutions(SimulatedYear world)
{
    private static readonly Dictionary<Guid, KnownPackage> NoPackages = [];
    private readonly ExecutionFile _file = new(world);

    public IReadOnlyCollection<Execution> All => _file.All;

    public IReadOnlyList<Execution> Of(Guid task) => _file.Of(task);

    public void Request(DistributionTask task, IEnumerable<Guid> computers, IReadOnlyDictionary<Guid, int>? waves)
    {
        if (task.Schedule.ExpiresAt <= world.Now)
            return;
        var instructions = InstructionsOf(task);
        foreach (var computer in computers.Where(id => !world.Computers[id].Removed))
        {
            var id = ExecutionDecisions.IdFor(task.Id, computer);
            var (dueAt, runFrom) = MomentsOf(task, computer);
            var wave = task.Rollout is { } rollout ? waves?.GetValueOrDefault(computer) ?? Waves.OfNewcomer(rollout, []) : (int?)null;
            var state = _file[id];
            var requested = ExecutionDecisions.Request(state, task.Id, computer, task.Schedule.ExpiresAt, world.Now, dueAt, runFrom, wave);
            _file.Write(id, task.Id, requested.Length == 0 ? [] : instructions.DispatchAfter(state, requested, world.Now));
        }
    }

    /// <summary>The operator has what failed carried out again.</summary>
    public void Retry(DistributionTask task)
    {
        var instructions = InstructionsOf(task);
        foreach (var e in Of(task.Id).Where(e => e.State is ExecutionState.Failed or ExecutionState.TimedOut && !(e.ExpiresAt <= world.Now)))
            _file.Write(e, instructions.DispatchAfter(e, ExecutionDecisions.Retry(e, ExecutionDecisions.RetryKeys, world.Now), world.Now));
    }

    public void CancelOf(Guid task, Func<Execution, bool> which, string reason, bool? letFinish)
    {
        foreach (var e in Of(task).Where(which))
            _file.Write(e, ExecutionDecisions.Cancel(e, reason, world.Now, letFinish));
    }

    public void RemoveOf(Guid computer)
    {
        foreach (var e in _file.OfComputer(computer))
            _file.Write(e, ExecutionDecisions.Remove(e, world.Now));
    }

    /// <summary>A computer made contact: what it never got is sent again.</summary>
    public void SendAgain(Guid computer, bool queueWasGone)
    {
        foreach (var e in _file.OfComputer(computer).Where(e => queueWasGone ? !e.IsFinal : e.State == ExecutionState.Waiting))
        {
            if (world.Tasks[e.TaskId] is { Stands: true } task)
                _file.Write(e, InstructionsOf(task).SendAgain(e, queueWasGone, world.Now));
        }
    }

    public void Reported(Guid computer, Guid execution, object report)
    {
        if (_file[execution] is { } e)
            _file.Write(e, ExecutionReports.Report(e, computer, report, world.Now));
    }

    /// <summary>The broker returned an instruction: no queue took it.</summary>
    public void Returned(Guid execution, int attempt)
    {
        var e = _file[execution]!;
        _file.Write(e, ExecutionDecisions.MarkUnreachable(e, attempt, "No queue takes this computer's instructions.", world.Now));
        if (!world.Computers[e.ComputerId].Line.QueueIsGone)
            SendAgain(e.ComputerId, queueWasGone: false);
    }

    public void Dispatch()
    {
        foreach (var (id, requested) in _file.Requested())
        {
            var task = world.Tasks[id]!;
            if (task is { Stands: true, Hold: not null })
                continue;
            var instructions = InstructionsOf(task);
            var wave = task is { Stands: true, Waves: { } waves } ? waves.Open : int.MaxValue;
            foreach (var e in requested.Where(e => (e.Wave ?? 0) <= wave && !(e.DueAt > world.Now)).ToList())
                _file.Write(e, task.Stands ? instructions.Dispatch(e, world.Now) : ExecutionDecisions.Cancel(e, task.Reason ?? "The task is over.", world.Now));
        }
    }

    public void Wake()
    {
        while (_file.Woken() is { } e)
            _file.Write(e, ExecutionDecisions.Wake(e, world.Now));
    }

    /// <summary>The executions of a changed task follow the change.</summary>
    public void Revise(Guid task)
    {
        foreach (var e in Of(task))
            Revise(e);
    }

    /// <summary>What ended for the sake of a change starts again.</summary>
    public void Restart()
    {
        foreach (var e in _file.Restarting)
            Revise(e);
    }

    public WaveCounts[] CountWaves(Guid task) =>
    [
        .. Of(task).GroupBy(e => e.Wave ?? 0).Select(wave => new WaveCounts(
            wave.Key, wave.Count(), wave.Count(e => !e.IsFinal), wave.Count(e => e.State == ExecutionState.Succeeded),
            wave.Count(e => e.State is ExecutionState.Failed or ExecutionState.TimedOut))),
    ];

    private void Revise(Execution e)
    {
        var task = world.Tasks[e.TaskId]!;
        var (dueAt, runFrom) = MomentsOf(task, e.ComputerId);
        _file.Write(e, ExecutionRevisions.Follow(e, task, dueAt, runFrom, world.Now));
    }

    private Instructions InstructionsOf(DistributionTask task)
    {
        var made = Instructions.For(task, NoPackages) with { GroupWindows = world.GroupWindows() };
        _file.WriteDown(made);
        return made;
    }

    private (DateTimeOffset? DueAt, DateTimeOffset? RunFrom) MomentsOf(DistributionTask task, Guid computer) =>
        task.Schedule.For(task.Schedule.OwnLocalTime == true ? world.Computers[computer].Zone : null);
}
