#if !MARTEN
using Microsoft.AspNetCore.Http;
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
            var id = Guid.CreateVersion7(now);
            inner.Events.StartStream<ChangeAudit>(id, new ChangeAudited(
                id, caller.Id, caller.Name, caller.Kind.ToString(), caller.Address, caller.RequestId ?? CorrelationId, StatedRoutes.ActionOf(http), _changes.Told(), now));
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
#endif
