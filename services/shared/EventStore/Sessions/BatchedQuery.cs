using Npgsql;

namespace Distribution.EventStore;

/// <summary>Reads that share one round trip: all live streams are one statement, the snapshots of each class one, each class of documents one.</summary>
internal sealed class BatchedQuery(DocumentStore store, EventOperations session) : IBatchedQuery, IBatchEvents
{
    private readonly List<Guid> _liveIds = [];
    private readonly List<IStreamAsked> _live = [];
    private readonly Dictionary<Type, (List<Guid> Ids, List<IStreamAsked> Asked)> _snapshots = [];
    private readonly List<(DocumentType Type, object Id, Action<object?> Answer, Action<Exception> Fail)> _documents = [];

    public IBatchEvents Events => this;

    public Task<T?> Load<T>(Guid id)
        where T : class
    {
        var answer = new TaskCompletionSource<T?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _documents.Add((store.DocumentTypes.Of(typeof(T)), id, document => answer.TrySetResult((T?)document), e => answer.TrySetException(e)));
        return answer.Task;
    }

    public Task<IEventStream<T>> FetchForWriting<T>(Guid id)
        where T : class
    {
        var asked = new StreamAsked<T>(store, session, id);
        var (ids, alike) = StreamReads.IsInline<T>(store) ? SnapshotsOf(typeof(T)) : (_liveIds, _live);
        ids.Add(id);
        alike.Add(asked);
        return asked.Answer;
    }

    public async Task Execute(CancellationToken token = default)
    {
        if (_live.Count + _snapshots.Count + _documents.Count == 0)
            return;
        try
        {
            await RunAsync(token);
        }
        catch (Exception e)
        {
            foreach (var asked in Streams())
                asked.Fail(e);
            foreach (var document in _documents)
                document.Fail(e);
            throw;
        }
        finally
        {
            _live.Clear();
            _liveIds.Clear();
            _snapshots.Clear();
            _documents.Clear();
        }
    }

    private async Task RunAsync(CancellationToken token)
    {
        await store.ReadyAsync(token);
        var byType = _documents.GroupBy(d => d.Type).ToList();
        foreach (var type in byType)
            await store.TableAsync(type.Key.Type, token);

        await using var connection = await store.Statements.OpenConnectionAsync(token);
        await using var batch = new NpgsqlBatch(connection);
        if (_live.Count > 0)
            batch.BatchCommands.Add(Command(store.Sql.Streams, new NpgsqlParameter<List<Guid>> { TypedValue = _liveIds }));
        foreach (var (type, (ids, _)) in _snapshots)
            batch.BatchCommands.Add(Command(store.InlineProjections.Of(type).SelectMany, new NpgsqlParameter<List<Guid>> { TypedValue = ids }));
        foreach (var type in byType)
            batch.BatchCommands.Add(Command(type.Key.LoadMany, DocumentStatement.Ids(type.Key, type.Select(d => d.Id))));

        await using var reader = await batch.ExecuteReaderAsync(token);
        if (_live.Count > 0)
        {
            await ReadStreamsAsync(_live, reader, token);
            await reader.NextResultAsync(token);
        }

        foreach (var (_, asked) in _snapshots.Values)
        {
            await ReadStreamsAsync(asked, reader, token);
            await reader.NextResultAsync(token);
        }

        foreach (var type in byType)
        {
            var found = new Dictionary<object, object?>();
            while (await reader.ReadAsync(token))
                found[reader.GetValue(0)] = type.Key.Read(reader.GetFieldValue<byte[]>(1));
            foreach (var document in type)
                document.Answer(found.GetValueOrDefault(document.Id));
            await reader.NextResultAsync(token);
        }

        foreach (var asked in Streams())
            asked.Finish();
    }

    private (List<Guid> Ids, List<IStreamAsked> Asked) SnapshotsOf(Type type)
    {
        if (!_snapshots.TryGetValue(type, out var alike))
            _snapshots.Add(type, alike = ([], []));
        return alike;
    }

    private IEnumerable<IStreamAsked> Streams() => _live.Concat(_snapshots.Values.SelectMany(alike => alike.Asked));

    private static NpgsqlBatchCommand Command(string sql, NpgsqlParameter parameter) => new(sql) { Parameters = { parameter } };

    /// <summary>The last column is the stream's place in the list asked for; a stream that was asked for twice comes twice.</summary>
    private static async Task ReadStreamsAsync(List<IStreamAsked> asked, NpgsqlDataReader reader, CancellationToken token)
    {
        var place = reader.FieldCount - 1;
        while (await reader.ReadAsync(token))
            asked[(int)reader.GetInt64(place) - 1].Take(reader);
    }
}
