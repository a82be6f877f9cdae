namespace Distribution.TaskScheduling.Tests.Simulation;

/// <summary>The simulated clock and what is to happen on it; nothing else moves it.</summary>
internal sealed class Agenda(DateTimeOffset from)
{
    private readonly PriorityQueue<Action, (DateTimeOffset, long)> _entries = new();
    private long _order;

    public DateTimeOffset Now { get; private set; } = from;

    /// <summary>Notes what happens at a moment; of two at the same one the first noted comes first.</summary>
    public void At(DateTimeOffset moment, Action what) => _entries.Enqueue(what, (moment > Now ? moment : Now, _order++));

    /// <summary>Lets everything happen up to a moment, and stands there.</summary>
    public void RunUntil(DateTimeOffset moment)
    {
        while (_entries.TryPeek(out _, out var next) && next.Item1 <= moment)
        {
            Now = next.Item1;
            _entries.Dequeue()();
        }

        Now = moment;
    }
}
