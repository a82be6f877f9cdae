using System.Collections.Concurrent;
using Npgsql;

namespace Distribution.EventStore;

/// <summary>Works out, before a save, the documents that its events make; they are then written with the events.</summary>
internal sealed class InlineProjections : IDisposable
{
    private readonly DocumentStore _store;
    private readonly ConcurrentDictionary<Type, InlineDocuments> _byClass = new();
    private readonly InlineDocuments _all;

    public InlineProjections(DocumentStore store)
    {
        _store = store;
        _all = InlineDocuments.Of(store, null);
    }

    /// <summary>Held by a save that lost a race before.</summary>
    public SemaphoreSlim Turn { get; } = new(1);

    public void Dispose() => Turn.Dispose();

    /// <summary>The documents that a stream of this class may have; all where the class is not known.</summary>
    public InlineDocuments Of(Type? streamClass) =>
        streamClass is null ? _all : _byClass.GetOrAdd(streamClass, static (type, store) => InlineDocuments.Of(store, type), _store);

    public async Task<List<PendingDocument>> ApplyAsync(IReadOnlyCollection<PendingStream> streams, CancellationToken ct)
    {
        await ReadMissingAsync(streams, ct);
        var now = _store.Options.TimeProvider.GetUtcNow();
        // The database keeps microseconds: what a projection sees now is what a rebuild will see.
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        foreach (var stream in streams)
            Wrap(stream, now);
        var documents = new List<PendingDocument>();
        foreach (var stream in streams)
            FoldStream(stream, documents);
        foreach (var fold in _store.Folds.InlineMultiStream)
            documents.AddRange(await FoldSharedAsync(fold, [.. streams.SelectMany(s => s.Wrapped!)], ct));
        return documents;
    }

    private async Task ReadMissingAsync(IReadOnlyCollection<PendingStream> streams, CancellationToken ct)
    {
        var missing = streams.Where(s => s.IsUnclaimed || (s.Snapshots is null && s.Claim == StreamClaim.Seen && s.SeenVersion > 0 && Of(s.Aggregate).All.Count > 0));
        foreach (var alike in missing.GroupBy(s => Of(s.Aggregate)).ToList())
            await ReadMissingAsync(alike.Key, alike.ToDictionary(s => s.Id), ct);
    }

    private async Task ReadMissingAsync(InlineDocuments documents, Dictionary<Guid, PendingStream> missing, CancellationToken ct)
    {
        foreach (var stream in missing.Values.Where(s => s.IsUnclaimed))
        {
            stream.ReadAt(0);
            stream.Snapshots = null;
        }

        await using var connection = await _store.Statements.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(documents.SelectMany, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. missing.Keys] });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var stream = missing[reader.GetGuid(0)];
            stream.Snapshots = documents.Read(reader);
            if (stream.IsUnclaimed)
                stream.ReadAt(reader.GetInt64(1));
        }
    }

    private void Wrap(PendingStream stream, DateTimeOffset now)
    {
        stream.Wrapped = [.. stream.Events.Select(e => _store.EventTypes.Of(e.GetType()).Wrap(e))];
        var version = stream.SeenVersion;
        foreach (var e in stream.Wrapped)
        {
            e.Id = EventIds.Next();
            e.StreamId = stream.Id;
            e.Version = ++version;
            e.Timestamp = now;
        }
    }

    private void FoldStream(PendingStream stream, List<PendingDocument> documents)
    {
        foreach (var (place, type, fold) in Of(stream.Aggregate).All)
        {
            var before = stream.Snapshots?[place];
            var after = before;
            foreach (var e in stream.Wrapped!)
                after = fold.Evolve(after, stream.Id, e);
            if (before is null && after is null)
                continue;
            var state = stream.IsStarted ? DocumentState.New : before is not null ? DocumentState.Present : DocumentState.Unknown;
            documents.Add(new PendingDocument(new DocumentKey(type, stream.Id), after) { State = state });
        }
    }

    /// <summary>Documents that other streams write too: each is written only if it is still as it was read.</summary>
    private async Task<IEnumerable<PendingDocument>> FoldSharedAsync(Fold fold, List<IMetadata> events, CancellationToken ct)
    {
        var type = _store.DocumentTypes.Of(fold.DocumentClass);
        var seen = await SharedDocuments.LoadAsync(_store.Statements, type, events.Select(fold.Identify), ct);
        var states = seen.ToDictionary(s => s.Key, s => s.Value.Document);
        foreach (var e in events)
        {
            if (fold.Identify(e) is { } id)
                states[id] = fold.Evolve(states.GetValueOrDefault(id), id, e);
        }

        return states.Where(s => s.Value is not null || seen.ContainsKey(s.Key)).Select(s => new PendingDocument(new DocumentKey(type, s.Key), s.Value)
        {
            IsGuarded = true,
            SeenVersion = seen.TryGetValue(s.Key, out var found) ? found.Version : null,
        });
    }
}

/// <summary>Many documents of one class with their versions, in one round trip.</summary>
internal static class SharedDocuments
{
    public static async Task<Dictionary<object, (object? Document, Guid Version)>> LoadAsync(
        NpgsqlDataSource database, DocumentType type, IEnumerable<object?> ids, CancellationToken ct)
    {
        var wanted = ids.OfType<object>().ToHashSet();
        var found = new Dictionary<object, (object?, Guid)>(wanted.Count);
        if (wanted.Count == 0)
            return found;
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(type.LoadMany, connection);
        command.Parameters.Add(DocumentStatement.Ids(type, wanted));
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            found[reader.GetValue(0)] = (type.Read(reader.GetFieldValue<byte[]>(1)), reader.GetGuid(2));
        return found;
    }
}
