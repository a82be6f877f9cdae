#if !MARTEN
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Distribution.ServiceDefaults;

/// <summary>
/// A request's session that also saves who changed what, in the same transaction: no slice has to think of it, and none can forget it.
/// Without a caller, as where a computer enrols, nothing is added; messages and sweeps have plain sessions, and pay nothing.
/// </summary>
/// <param name="http">Whoever calls is known when it is saved: a request's session may be older than that.</param>
internal sealed class AuditedSession(IDocumentSession inner, HttpContext http, TimeProvider clock) : IDocumentSession
{
    private readonly AuditedChanges _changes = new();
    private bool _told;

    public IEventStoreOperations Events => new AuditedEvents(inner.Events, _changes);

    public string? CorrelationId { get => inner.CorrelationId; set => inner.CorrelationId = value; }

    public string? CausationId { get => inner.CausationId; set => inner.CausationId = value; }

    public void SetHeader(string key, object value) => inner.SetHeader(key, value);

    public void Store<T>(params T[] entities)
        where T : notnull
    {
        inner.Store(entities);
        foreach (var entity in entities)
            _changes.Wrote(typeof(T).GetProperty("Id")?.GetValue(entity) ?? "", typeof(T), entity);
    }

    public void Delete<T>(Guid id)
        where T : notnull
    {
        inner.Delete<T>(id);
        _changes.Wrote(id, typeof(T), null);
    }

    public void Delete<T>(string id)
        where T : notnull
    {
        inner.Delete<T>(id);
        _changes.Wrote(id, typeof(T), null);
    }

    public Task<T?> LoadAsync<T>(Guid id, CancellationToken token = default)
        where T : notnull => inner.LoadAsync<T>(id, token);

    public Task<T?> LoadAsync<T>(string id, CancellationToken token = default)
        where T : notnull => inner.LoadAsync<T>(id, token);

    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, CancellationToken token, params object[] parameters) => inner.QueryAsync<T>(sql, token, parameters);

    public IBatchedQuery CreateBatchQuery() => new AuditedBatch(inner.CreateBatchQuery(), _changes);

    public async Task SaveChangesAsync(CancellationToken token = default)
    {
        if (!_changes.IsEmpty && !_told && http.RequestServices.GetRequiredService<PresentCaller>().Value is { } caller)
        {
            var now = clock.GetUtcNow();
            var (id, route) = (Guid.CreateVersion7(now), (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? http.Request.Path.ToString());
            inner.Events.StartStream<ChangeAudit>(id, new ChangeAudited(
                id, caller.Id, caller.Name, caller.Kind.ToString(), caller.Address, caller.RequestId ?? CorrelationId, $"{http.Request.Method} {route}", _changes.Told(), now));
            // Whoever saves again after a failure saves the same.
            _told = true;
        }

        await inner.SaveChangesAsync(token);
        _changes.Clear();
        _told = false;
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    public void Dispose() => inner.Dispose();
}

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

internal sealed class AuditedBatch(IBatchedQuery inner, AuditedChanges changes) : IBatchedQuery, IBatchEvents
{
    public IBatchEvents Events => this;

    public Task<T?> Load<T>(Guid id)
        where T : class => inner.Load<T>(id);

    public Task Execute(CancellationToken token = default) => inner.Execute(token);

    public async Task<IEventStream<T>> FetchForWriting<T>(Guid id)
        where T : class => AuditedStream<T>.Seen(id, await inner.Events.FetchForWriting<T>(id), changes);
}

internal sealed class AuditedStream<T>(Guid id, IEventStream<T> inner, AuditedChanges changes) : IEventStream<T>
    where T : class
{
    public T? Aggregate => inner.Aggregate;

    public long? CurrentVersion => inner.CurrentVersion;

    public static AuditedStream<T> Seen(Guid id, IEventStream<T> stream, AuditedChanges changes)
    {
        changes.Saw(id, typeof(T), stream.Aggregate);
        return new(id, stream, changes);
    }

    public void AppendOne(object @event)
    {
        inner.AppendOne(@event);
        changes.Changed(id, typeof(T), [@event]);
    }

    public void AppendMany(IEnumerable<object> events)
    {
        object[] all = [.. events];
        inner.AppendMany(all);
        changes.Changed(id, typeof(T), all);
    }

    public void AppendMany(params object[] events) => AppendMany((IEnumerable<object>)events);
}
#endif
