using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Executions;

namespace Distribution.TaskScheduling.Tests.Simulation;

/// <summary>Where the executions of the simulated year are kept, found as the product's indexes find them; what is written is judged and sent.</summary>
internal sealed class ExecutionFile(SimulatedYear world)
{
    private readonly Dictionary<Guid, Execution> _all = [];
    private readonly Dictionary<Guid, List<Guid>> _byTask = [];
    private readonly Dictionary<Guid, List<Guid>> _byComputer = [];
    private readonly Dictionary<Guid, HashSet<Guid>> _requested = [];
    private readonly Dictionary<Guid, Instruction> _instructions = [];
    private readonly PriorityQueue<Guid, long> _wakes = new();
    private readonly HashSet<Guid> _restarting = [];

    public IReadOnlyCollection<Execution> All => _all.Values;

    public Execution? this[Guid id] => _all.GetValueOrDefault(id);

    public IReadOnlyList<Execution> Restarting => [.. _restarting.Select(id => _all[id])];

    public IReadOnlyList<Execution> Of(Guid task) => Found(_byTask, task);

    public IReadOnlyList<Execution> OfComputer(Guid computer) => Found(_byComputer, computer);

    /// <summary>What is requested but not dispatched, by task.</summary>
    public IReadOnlyList<(Guid Task, IEnumerable<Execution> Waiting)> Requested() =>
        [.. _requested.Where(task => task.Value.Count > 0).Select(task => (task.Key, task.Value.Select(id => _all[id])))];

    /// <summary>The next one that the clock decides about; null is none at this moment.</summary>
    public Execution? Woken()
    {
        if (!_wakes.TryPeek(out var id, out var at) || at > world.Now.ToUnixTimeMilliseconds())
            return null;
        _wakes.Dequeue();
        return _all[id];
    }

    /// <summary>An instruction is written down before anybody names it.</summary>
    public void WriteDown(Instructions made)
    {
        foreach (var one in made.Rests?.Values.Prepend(made) ?? [made])
            _instructions[one.Brief!.InstructionId] = one.Instruction!;
    }

    public void Write(Execution e, IEnumerable<object> events) => Write(e.Id, e.TaskId, events);

    public void Write(Guid id, Guid task, IEnumerable<object> events)
    {
        foreach (var @event in events)
        {
            var before = _all.GetValueOrDefault(id);
            var e = _all[id] = Execution.Evolve(before, @event)!;
            if (before is null)
            {
                Add(_byTask, task, id);
                Add(_byComputer, e.ComputerId, id);
            }

            world.Laws.OfExecutions.Happened(world.Now, world.Tasks[task]!, before, e, @event, InstructionIn(@event));
            world.Tasks.Count(task, @event);
            var waiting = _requested.TryGetValue(task, out var set) ? set : _requested[task] = [];
            _ = e.State == ExecutionState.Requested ? waiting.Add(id) : waiting.Remove(id);
            _ = e.RestartsNow ? _restarting.Add(id) : _restarting.Remove(id);
            if (e.WakeAt is { } wake && wake != before?.WakeAt)
                _wakes.Enqueue(id, wake);
            if (InstructionIn(@event) is { } instruction)
                world.Computers[e.ComputerId].Line.Deliver(new Instructed(id, e.Attempt, instruction));
            else if (@event is ExecutionCancelRequested or AttemptWithdrawn)
                world.Computers[e.ComputerId].Line.Deliver(@event);
        }
    }

    private Instruction? InstructionIn(object @event) => @event switch
    {
        ExecutionIssued e => e.Brief.Complete(_instructions[e.Brief.InstructionId]),
        ExecutionDispatched e => e.Brief!.Complete(_instructions[e.Brief.InstructionId]),
        _ => null,
    };

    private Execution[] Found(Dictionary<Guid, List<Guid>> index, Guid key) =>
        index.TryGetValue(key, out var ids) ? [.. ids.Select(id => _all[id])] : [];

    private static void Add(Dictionary<Guid, List<Guid>> index, Guid key, Guid id) =>
        (index.TryGetValue(key, out var ids) ? ids : index[key] = []).Add(id);
}

/// <summary>What a computer is told.</summary>
internal sealed record Instructed(Guid ExecutionId, int Attempt, Instruction Instruction);
