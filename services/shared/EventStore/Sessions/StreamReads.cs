using Npgsql;

namespace Distribution.EventStore;

/// <summary>Reads streams: their events, or (where an inline projection keeps it) the state itself.</summary>
internal static class StreamReads
{
    public static bool IsInline<T>(DocumentStore store) => store.Folds.SingleStream(typeof(T)) is { Lifecycle: ProjectionLifecycle.Inline };

    public static string Statement<T>(DocumentStore store) => IsInline<T>(store) ? store.InlineProjections.Of(typeof(T)).SelectOne : store.Sql.Stream;

    public static async Task<IEventStream<T>> ReadOneAsync<T>(
        DocumentStore store, EventOperations session, Guid id, NpgsqlDataReader reader, CancellationToken ct)
        where T : class
    {
        if (IsInline<T>(store))
        {
            return await reader.ReadAsync(ct)
                ? Snapshot<T>(store, session, id, reader)
                : new EventStream<T>(session, id, 0, null, new object?[store.Folds.InlineSingleStream.Count]);
        }

        var evolve = store.Aggregators.Of<T>();
        T? state = null;
        var version = 0L;
        while (await reader.ReadAsync(ct))
        {
            var e = store.EventReader.Read(reader, id);
            state = evolve(state, id, e);
            version = e.Version;
        }

        return new EventStream<T>(session, id, version, state, null);
    }

    /// <summary>A row of the snapshot statement: id, version, and the documents of the inline projections in their order.</summary>
    public static EventStream<T> Snapshot<T>(DocumentStore store, EventOperations session, Guid id, NpgsqlDataReader row)
        where T : class
    {
        var snapshots = store.InlineProjections.Of(typeof(T)).Read(row);
        T? state = null;
        for (var i = 0; i < snapshots.Length; i++)
            state ??= snapshots[i] as T;
        return new EventStream<T>(session, id, row.GetInt64(1), state, snapshots);
    }

    /// <summary>Takes a stream's events up to a version (0: all) or a moment (null: now), oldest first.</summary>
    public static async Task ReadStreamAsync(
        this DocumentStore store, Guid id, long fromVersion, long toVersion, DateTimeOffset? until, Action<IMetadata> take, CancellationToken ct)
    {
        await store.ReadyAsync(ct);
        if (fromVersion <= 0 && toVersion <= 0 && until is null)
        {
            await ReadWholeAsync(store, id, take, ct);
            return;
        }

        await using var connection = await store.Statements.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(store.Sql.StreamPart, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = fromVersion });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = toVersion <= 0 ? long.MaxValue : toVersion });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = until?.UtcDateTime ?? DateTime.MaxValue.ToUniversalTime() });
        await TakeAsync(store, id, command, take, ct);
    }

    private static async Task ReadWholeAsync(DocumentStore store, Guid id, Action<IMetadata> take, CancellationToken ct)
    {
        var lane = await store.Reads.RentAsync(ct);
        try
        {
            await TakeAsync(store, id, await lane.ByIdAsync(store.Sql.Stream, id, ct), take, ct);
        }
        finally
        {
            await store.Reads.ReturnAsync(lane);
        }
    }

    private static async Task TakeAsync(DocumentStore store, Guid id, NpgsqlCommand command, Action<IMetadata> take, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            take(store.EventReader.Read(reader, id));
    }
}
