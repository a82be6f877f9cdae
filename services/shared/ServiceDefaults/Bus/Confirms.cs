using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Distribution.ServiceDefaults;

/// <summary>
/// Counts what the broker says of one channel's publishes, a round of them at a time. The client's own tracking makes a task, a header and
/// two waits in line of each message, which is more than the publish itself.
/// </summary>
internal sealed class Confirms
{
    private readonly IChannel _channel;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _returned = [];
    private readonly List<int> _nacked = [];
    private bool[] _settled = [];
    private ulong _first = 1;
    private int _lowest;
    private int _count;
    private int _open;
    private Exception? _fault;
    private (int Most, TaskCompletionSource Room)? _waiter;

    public Confirms(IChannel channel)
    {
        _channel = channel;
        channel.BasicAcksAsync += (_, e) => Settle(e.DeliveryTag, e.Multiple, isRefused: false);
        channel.BasicNacksAsync += (_, e) => Settle(e.DeliveryTag, e.Multiple, isRefused: true);
        channel.BasicReturnAsync += (_, e) => Return(e);
        channel.ChannelShutdownAsync += (_, e) => Fail(new IOException($"The channel was closed: {e.ReplyText}"));
    }

    /// <summary>Begins a round of so many publishes; the one before is over.</summary>
    public async Task BeginAsync(int count, CancellationToken ct)
    {
        var first = await _channel.GetNextPublishSequenceNumberAsync(ct);
        lock (_gate)
        {
            (_first, _count, _open, _lowest) = (first, count, 0, 0);
            if (_settled.Length < count)
                _settled = new bool[count];
            else
                Array.Clear(_settled, 0, count);
            _returned.Clear();
            _nacked.Clear();
        }
    }

    /// <summary>Counts one more publish as open; call it before the publish, so that no answer comes too early.</summary>
    /// <returns>How many are open now.</returns>
    public int Open()
    {
        lock (_gate)
            return ++_open;
    }

    /// <summary>Returns when so many or fewer are open.</summary>
    /// <exception cref="IOException">The channel is closed: what became of the open ones is not known.</exception>
    public async Task WaitAsync(int most, CancellationToken ct)
    {
        TaskCompletionSource room;
        lock (_gate)
        {
            if (_fault is not null)
                throw _fault;
            if (_open <= most)
                return;
            room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiter = (most, room);
        }

        await room.Task.WaitAsync(ct);
    }

    /// <summary>Whether the broker refused the round's publish of this place, or found no queue for this message.</summary>
    public Func<int, string, bool> Refusals()
    {
        lock (_gate)
        {
            if (_nacked.Count + _returned.Count == 0)
                return static (_, _) => false;
            var (nacked, returned) = (_nacked.ToHashSet(), _returned.ToHashSet());
            return (place, id) => nacked.Contains(place) || returned.Contains(id);
        }
    }

    private Task Settle(ulong tag, bool multiple, bool isRefused)
    {
        TaskCompletionSource? room = null;
        lock (_gate)
        {
            // Of a round that was given up there may still be answers.
            if (tag < _first)
                return Task.CompletedTask;
            var last = (int)(tag - _first);
            for (var place = multiple ? _lowest : last; place <= last && place < _count; place++)
            {
                if (_settled[place])
                    continue;
                _settled[place] = true;
                _open--;
                if (isRefused)
                    _nacked.Add(place);
            }

            while (_lowest < _count && _settled[_lowest])
                _lowest++;
            if (_waiter is { } waiter && _open <= waiter.Most)
                (room, _waiter) = (waiter.Room, null);
        }

        room?.TrySetResult();
        return Task.CompletedTask;
    }

    // The broker returns a message before it confirms it.
    private Task Return(BasicReturnEventArgs returned)
    {
        lock (_gate)
            _returned.Add(returned.BasicProperties.MessageId ?? "");
        return Task.CompletedTask;
    }

    private Task Fail(Exception fault)
    {
        TaskCompletionSource? room;
        lock (_gate)
        {
            _fault = fault;
            room = _waiter?.Room;
            _waiter = null;
        }

        room?.TrySetException(fault);
        return Task.CompletedTask;
    }
}
