using Distribution.TaskScheduling.Executions;
using Distribution.TaskScheduling.Tasks;
using ExecutionState = Distribution.Contracts.TaskScheduling.V1.ExecutionState;
using TaskCancelled = Distribution.TaskScheduling.Tasks.TaskCancelled;
using TaskCreated = Distribution.TaskScheduling.Tasks.TaskCreated;
using TaskStarted = Distribution.TaskScheduling.Tasks.TaskStarted;

namespace Distribution.TaskScheduling.Tests.Simulation;

/// <summary>The tasks of the simulated year, and what the clockwork and the consumers do with them.</summary>
internal sealed class SimulatedTasks(SimulatedYear world)
{
    private readonly Dictionary<Guid, Kept> _all = [];
    private readonly PriorityQueue<Guid, long> _due = new();
    private readonly HashSet<Guid> _rollingOut = [];
    private readonly HashSet<Guid> _unsettled = [];
    private readonly HashSet<Guid> _listed = [];

    public IEnumerable<(DistributionTask Task, TaskProgress Progress)> All => _all.Values.Select(kept => (kept.State!, kept.Progress));

    public DistributionTask? this[Guid id] => _all.GetValueOrDefault(id)?.State;

    public void Create(TaskCreated created)
    {
        _all[created.TaskId] = new(TaskProgress.None(created.TaskId), created.Destinations);
        Decide(created.TaskId, state => TaskDecisions.Create(state, created));
    }

    /// <summary>Decides on a task; what follows from its events is done as the consumers do it.</summary>
    public void Decide(Guid id, Func<DistributionTask, IEnumerable<object>> decide)
    {
        var kept = _all[id];
        foreach (var @event in decide(kept.State!).ToList())
        {
            world.Laws.OfTasks.Happened(world.Now, kept.State, @event);
            kept.State = DistributionTask.Evolve(kept.State, @event)!;
            kept.Destinations = @event is TaskDestinationsChanged changed ? changed.Destinations : kept.Destinations;
            Count(id, @event);
            if (kept.State.DueAt is { } due)
                _due.Enqueue(id, due);
            _ = kept.State.RollsOut ? _rollingOut.Add(id) : _rollingOut.Remove(id);
            _ = kept.State.State != TaskState.Removed ? _listed.Add(id) : _listed.Remove(id);
            Follow(id, @event);
        }
    }

    /// <summary>Counts an event of the task or of one of its executions, and so learns whether its verdict lags behind.</summary>
    public void Count(Guid id, object @event)
    {
        var kept = _all[id];
        kept.Progress = kept.Progress.Evolve(@event);
        _ = kept.Progress.Unsettled ? _unsettled.Add(id) : _unsettled.Remove(id);
    }

    public IReadOnlyList<DistributionTask> StandingFor(Guid group) =>
        [.. _listed.Select(id => _all[id].State!).Where(task => task.Stands && task.GroupIds.Contains(group))];

    public void Start()
    {
        while (_due.TryPeek(out var id, out var at) && at <= world.Now.ToUnixTimeMilliseconds())
        {
            _due.Dequeue();
            var kept = _all[id];
            var runs = TaskRuns.Make(kept.State, kept.Destinations, world.Now);
            if (runs.Run.Length > 0)
                Create((TaskCreated)runs.Run[0]);
            Decide(id, task => runs.Series.Length > 0 ? runs.Series : TaskDecisions.Start(task, world.Now));
        }
    }

    public void AdvanceRollouts()
    {
        foreach (var id in _rollingOut.ToList())
            Decide(id, task => RolloutDecisions.Advance(task, world.Executions.CountWaves(id), world.Now));
    }

    public void Settle()
    {
        foreach (var id in _unsettled.ToList())
            Settle(id);
    }

    /// <summary>Takes off the list what the rules of retention say; the same sweep again decides nothing.</summary>
    public void Sweep()
    {
        foreach (var id in _listed.ToList())
        {
            var left = IsDestinationLeft(_all[id]);
            var before = _all[id].State!;
            Decide(id, task => TaskRetention.Sweep(task, left, world.Now));
            world.Laws.OfTasks.Swept(world.Now, before, _all[id].State!, left);
        }
    }

    private void Settle(Guid id)
    {
        var executions = world.Executions.Of(id);
        var failed = executions.Any(e => e.State is ExecutionState.Failed or ExecutionState.TimedOut);
        Decide(id, task => TaskDecisions.Settle(
            task, executions.Count > 0, executions.Any(e => !e.IsFinal), failed, world.Now, task.GroupIds.Any(group => !world.Groups[group].Removed)));
    }

    // One that began has lost its destinations with its groups and every computer that had an execution (SweepRetention).
    private bool IsDestinationLeft(Kept kept) => kept.Destinations.GroupIds.Any(group => !world.Groups[group].Removed) || kept.State switch
    {
        { State: TaskState.Completed, Recurs: false } => world.Executions.Of(kept.State.Id).Any(e => e.State != ExecutionState.Removed),
        { State: TaskState.Started } => world.Executions.Of(kept.State.Id).Count > 0,
        _ => kept.Destinations.ComputerIds.Any(computer => !world.Computers[computer].Removed),
    };

    private void Follow(Guid id, object @event)
    {
        var (state, destinations) = (_all[id].State!, _all[id].Destinations);
        switch (@event)
        {
            case TaskStarted or TaskDestinationsChanged when state.Stands:
                HashSet<Guid> reached = [.. destinations.ComputerIds, .. destinations.GroupIds.SelectMany(group => world.Groups[group].Members)];
                world.Executions.Request(state, reached, state.Rollout is { } rollout ? Waves.Assign(id, rollout, reached, _ => []) : null);
                world.Executions.CancelOf(id, e => !reached.Contains(e.ComputerId), "It is no destination of the task any more.", null);
                Decide(id, task => TaskDecisions.Issue(task, world.Now));
                break;
            case TaskActionsChanged or TaskScheduleChanged when state.Stands:
                world.Executions.Revise(id);
                break;
            case TaskCancelled cancelled:
                world.Executions.CancelOf(id, _ => true, cancelled.Reason, cancelled.LetFinish);
                break;
            case TaskHalted { Stopped: true } halted:
                world.Executions.CancelOf(id, e => e.State != ExecutionState.Requested, halted.Reason, null);
                break;
        }
    }

    private sealed class Kept(TaskProgress progress, TaskDestinations destinations)
    {
        public DistributionTask? State { get; set; }

        public TaskDestinations Destinations { get; set; } = destinations;

        public TaskProgress Progress { get; set; } = progress;
    }
}
