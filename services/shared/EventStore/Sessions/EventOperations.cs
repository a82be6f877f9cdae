namespace Distribution.EventStore;

internal sealed class EventOperations(DocumentStore store) : IEventStoreOperations
{
    private readonly Dictionary<Guid, PendingStream> _pending = [];

    public IReadOnlyCollection<PendingStream> Pending => _pending.Values;

    public void Clear() => _pending.Clear();

    public void StartStream<T>(Guid id, params object[] events)
        where T : class
    {
        if (events.Length == 0)
            throw new ArgumentException("A stream begins with at least one event.", nameof(events));
        if (_pending.ContainsKey(id))
            throw new InvalidOperationException($"Stream {id} is already part of this unit of work.");
        Take(new PendingStream(id, StreamClaim.New, 0, typeof(T)), events);
    }

    public void Append(Guid stream, params object[] events)
    {
        if (events.Length > 0)
            Take(_pending.GetValueOrDefault(stream) ?? new PendingStream(stream, StreamClaim.Any, 0, null), events);
    }

    /// <summary>Appends to a stream that was fetched.</summary>
    public void Append(Guid stream, long seenVersion, Type aggregate, object?[]? snapshots, IReadOnlyCollection<object> events)
    {
        if (events.Count == 0)
            return;
        if (_pending.TryGetValue(stream, out var pending))
            pending.SeenAt(seenVersion, aggregate);
        else
            pending = new PendingStream(stream, StreamClaim.Seen, seenVersion, aggregate);
        pending.Snapshots ??= snapshots;
        Take(pending, events);
    }

    public async Task<IEventStream<T>> FetchForWriting<T>(Guid id, CancellationToken cancellation = default)
        where T : class
    {
        await store.ReadyAsync(cancellation);
        var lane = await store.Reads.RentAsync(cancellation);
        try
        {
            var command = await lane.ByIdAsync(StreamReads.Statement<T>(store), id, cancellation);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            return await StreamReads.ReadOneAsync<T>(store, this, id, reader, cancellation);
        }
        finally
        {
            await store.Reads.ReturnAsync(lane);
        }
    }

    public async Task<IEventStream<T>> FetchForWriting<T>(Guid id, long expectedVersion, CancellationToken cancellation = default)
        where T : class
    {
        var stream = await FetchForWriting<T>(id, cancellation);
        return stream.CurrentVersion == expectedVersion ? stream : throw new ConcurrencyException(id, expectedVersion, stream.CurrentVersion);
    }

    public async Task<T?> AggregateStreamAsync<T>(Guid streamId, long version = 0, DateTimeOffset? timestamp = null, CancellationToken token = default)
        where T : class
    {
        var evolve = store.Aggregators.Of<T>();
        T? state = null;
        await store.ReadStreamAsync(streamId, 0, version, timestamp, e => state = evolve(state, streamId, e), token);
        return state;
    }

    public async Task<IReadOnlyList<IEvent>> FetchStreamAsync(
        Guid streamId, long version = 0, DateTimeOffset? timestamp = null, long fromVersion = 0, CancellationToken token = default)
    {
        var events = new List<IEvent>();
        await store.ReadStreamAsync(streamId, fromVersion, version, timestamp, events.Add, token);
        // A stream is read whole or not at all: an event that cannot be read fails here, not in the caller's loop.
        foreach (var unreadable in events.OfType<UnreadableEvent>())
            _ = unreadable.Data;
        return events;
    }

    private void Take(PendingStream stream, IReadOnlyCollection<object> events)
    {
        foreach (var e in events)
        {
            ArgumentNullException.ThrowIfNull(e);
            store.EventTypes.Of(e.GetType());
        }

        stream.Events.AddRange(events);
        _pending[stream.Id] = stream;
    }
}
