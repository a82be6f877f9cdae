#if !MARTEN
namespace Distribution.ServiceDefaults;

/// <summary>The events of an audited session: what is looked at and what is changed is noted.</summary>
internal sealed class AuditedEvents(IEventStoreOperations inner, AuditedChanges changes) : IEventStoreOperations
{
    public void StartStream<T>(Guid id, params object[] events)
        where T : class
    {
        inner.StartStream<T>(id, events);
        // The audit is not audited.
        if (typeof(T) != typeof(ChangeAudit))
            changes.Changed(id, typeof(T), events);
    }

    public void Append(Guid stream, params object[] events)
    {
        inner.Append(stream, events);
        changes.Changed(stream, null, events);
    }

    public async Task<IEventStream<T>> FetchForWriting<T>(Guid id, CancellationToken cancellation = default)
        where T : class => AuditedStream<T>.Seen(id, await inner.FetchForWriting<T>(id, cancellation), changes);

    public async Task<IEventStream<T>> FetchForWriting<T>(Guid id, long expectedVersion, CancellationToken cancellation = default)
        where T : class => AuditedStream<T>.Seen(id, await inner.FetchForWriting<T>(id, expectedVersion, cancellation), changes);

    public Task<T?> AggregateStreamAsync<T>(Guid streamId, long version = 0, DateTimeOffset? timestamp = null, CancellationToken token = default)
        where T : class => inner.AggregateStreamAsync<T>(streamId, version, timestamp, token);

    public Task<IReadOnlyList<IEvent>> FetchStreamAsync(
        Guid streamId, long version = 0, DateTimeOffset? timestamp = null, long fromVersion = 0, CancellationToken token = default) =>
        inner.FetchStreamAsync(streamId, version, timestamp, fromVersion, token);
}

/// <summary>The same where several streams are read at once.</summary>
internal sealed class AuditedBatch(IBatchedQuery inner, AuditedChanges changes) : IBatchedQuery, IBatchEvents
{
    public IBatchEvents Events => this;

    public Task<T?> Load<T>(Guid id)
        where T : class => inner.Load<T>(id);

    public Task Execute(CancellationToken token = default) => inner.Execute(token);

    public async Task<IEventStream<T>> FetchForWriting<T>(Guid id)
        where T : class => AuditedStream<T>.Seen(id, await inner.Events.FetchForWriting<T>(id), changes);
}
#endif
