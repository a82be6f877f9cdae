using Distribution.TaskScheduling.Executions;

namespace Distribution.TaskScheduling.Tests.Simulation;

/// <summary>What lies between the service and one computer: its queue at the broker, times without a connection, and reports that wait for one.</summary>
internal sealed class SimulatedLine(SimulatedYear world, Guid computer, Random chance)
{
    private readonly Queue<object> _queue = [];
    private readonly List<(Guid Execution, object Report)> _outbox = [];
    private bool _online;
    private bool _ended;

    /// <summary>Takes what the computer reads from its queue.</summary>
    public required Action<object> Take { get; init; }

    /// <summary>Lets the computer look at what it has.</summary>
    public required Action Look { get; init; }

    /// <summary>The broker has lost the queue; what is sent comes back.</summary>
    public bool QueueIsGone { get; private set; }

    /// <summary>Comes and goes for ever: mostly away for a night, sometimes for weeks, and a queue may be lost over that.</summary>
    public void Live()
    {
        if (_ended)
            return;
        _online = !_online;
        var hours = _online ? chance.NextDouble() * 120 : chance.NextDouble() * (chance.NextDouble() < 0.02 ? 900 : 40);
        world.At(world.Now.AddHours(hours + 0.1), Live);
        if (_online)
        {
            Connect();
            return;
        }

        QueueIsGone = chance.NextDouble() < 0.03;
        if (QueueIsGone)
            _queue.Clear();
    }

    public void End() => _ended = true;

    /// <summary>The broker takes an instruction, or a call to stop one, for this computer; it may hand it over twice.</summary>
    public void Deliver(object message)
    {
        if (QueueIsGone)
        {
            var (execution, attempt) = Whose(message);
            world.At(world.Now.AddSeconds(1), () => world.Executions.Returned(execution, attempt));
            return;
        }

        _queue.Enqueue(message);
        world.At(world.Now.AddSeconds(1), Read);
        if (chance.NextDouble() < 0.02)
            world.At(world.Now.AddHours(chance.NextDouble() * 48), () => _queue.Enqueue(message));
    }

    /// <summary>Reports at least once, and not always in order.</summary>
    public void Say(Guid execution, object report)
    {
        _outbox.Add((execution, report));
        if (chance.NextDouble() < 0.05)
            _outbox.Add((execution, report));
        if (_online)
            Flush();
    }

    /// <summary>The attempt that a message is about.</summary>
    public static (Guid Execution, int Attempt) Whose(object message) => message switch
    {
        Instructed e => (e.ExecutionId, e.Attempt),
        ExecutionCancelRequested c => (c.ExecutionId, c.Attempt),
        AttemptWithdrawn w => (w.ExecutionId, w.Attempt),
        _ => throw new InvalidOperationException($"{message.GetType().Name} is nothing for a computer."),
    };

    private void Connect()
    {
        var wasGone = QueueIsGone;
        QueueIsGone = false;
        world.Executions.SendAgain(computer, wasGone);
        Flush();
        Read();
    }

    private void Read()
    {
        if (!_online || _ended)
            return;
        while (_queue.TryDequeue(out var message))
            Take(message);
        Look();
    }

    private void Flush()
    {
        if (chance.NextDouble() < 0.1)
            _outbox.Reverse();
        foreach (var (execution, report) in _outbox)
            world.At(world.Now.AddSeconds(1), () => world.Executions.Reported(computer, execution, report));
        _outbox.Clear();
    }
}
