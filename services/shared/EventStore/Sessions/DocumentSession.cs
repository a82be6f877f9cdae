using Npgsql;

namespace Distribution.EventStore;

internal sealed class DocumentSession(DocumentStore store) : IDocumentSession
{
    private const int Attempts = 20;
    private readonly Dictionary<DocumentKey, PendingDocument> _documents = [];
    private EventOperations? _events;
    private Dictionary<string, object>? _headers;

    public IEventStoreOperations Events => Log;

    public string? CorrelationId { get; set; }

    public string? CausationId { get; set; }

    internal EventOperations Log => _events ??= new EventOperations(store);

    public void SetHeader(string key, object value) => (_headers ??= [])[key] = value;

    public void Store<T>(params T[] entities)
        where T : notnull
    {
        var type = store.DocumentTypes.Of(typeof(T));
        foreach (var entity in entities)
        {
            var id = type.IdOf(entity);
            if (id is null or "" || id.Equals(Guid.Empty))
                throw new ArgumentException($"A {typeof(T).Name} without an Id cannot be stored.", nameof(entities));
            var key = new DocumentKey(type, id);
            _documents[key] = new PendingDocument(key, entity);
        }
    }

    public void Delete<T>(Guid id)
        where T : notnull => Delete<T>((object)id);

    public void Delete<T>(string id)
        where T : notnull => Delete<T>((object)id);

    public Task<T?> LoadAsync<T>(Guid id, CancellationToken token = default)
        where T : notnull => DocumentReads.LoadAsync<T>(store, id, token);

    public Task<T?> LoadAsync<T>(string id, CancellationToken token = default)
        where T : notnull => DocumentReads.LoadAsync<T>(store, id, token);

    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, CancellationToken token, params object[] parameters) =>
        DocumentReads.QueryAsync<T>(store, sql, parameters, token);

    public IBatchedQuery CreateBatchQuery() => new BatchedQuery(store, Log);

    public async Task SaveChangesAsync(CancellationToken token = default)
    {
        var streams = _events?.Pending ?? [];
        if (streams.Count == 0 && _documents.Count == 0)
            return;
        await store.ReadyAsync(token);
        foreach (var type in _documents.Keys.Select(key => key.Type).Distinct())
            await store.TableAsync(type.Type, token);

        await SaveAsync(streams, token);
        _documents.Clear();
        _events?.Clear();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public void Dispose()
    {
    }

    private async Task SaveAsync(IReadOnlyCollection<PendingStream> streams, CancellationToken token)
    {
        var hasTurn = false;
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                IReadOnlyCollection<PendingDocument> documents = _documents.Values;
                if (streams.Count > 0 && store.Folds.Inline.Count > 0)
                    documents = [.. documents, .. await store.InlineProjections.ApplyAsync(streams, token)];
                token.ThrowIfCancellationRequested();
                // From here the save is not cancelled any more: its caller would not know whether it was written.
                using var save = new PendingSave(streams, documents, store.EventTypes, CorrelationId, CausationId, _headers);
                try
                {
                    await store.Commits.SaveAsync(save);
                    return;
                }
                catch (Exception e) when (attempt < Attempts && IsRaceOfInlineProjections(e, streams, documents))
                {
                    // Those who lost take turns: otherwise, of many that project onto one document, some would lose again and again.
                    if (!hasTurn)
                    {
                        await store.InlineProjections.Turn.WaitAsync(token);
                        hasTurn = true;
                    }
                }
            }
        }
        finally
        {
            if (hasTurn)
                store.InlineProjections.Turn.Release();
        }
    }

    private void Delete<T>(object id)
        where T : notnull
    {
        var type = store.DocumentTypes.Of(typeof(T));
        if (id.GetType() != type.IdType)
            throw new ArgumentException($"A {typeof(T).Name} is identified by a {type.IdType.Name}.", nameof(id));
        var key = new DocumentKey(type, id);
        _documents[key] = new PendingDocument(key, null);
    }

    /// <summary>The caller claimed no version, or another session wrote the same shared document: projecting again, on what is there now, is right.</summary>
    private static bool IsRaceOfInlineProjections(Exception e, IReadOnlyCollection<PendingStream> streams, IReadOnlyCollection<PendingDocument> documents) => e switch
    {
        ConcurrencyException conflict => streams.Any(s => s.Id == conflict.StreamId && s.IsUnclaimed),
        PostgresException { SqlState: PostgresErrorCodes.DivisionByZero or PostgresErrorCodes.UniqueViolation } => documents.Any(d => d.IsGuarded),
        _ => false,
    };
}
