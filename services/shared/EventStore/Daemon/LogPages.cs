using Npgsql;

namespace Distribution.EventStore;

/// <summary>A stretch of the log: every event after From up to and including Ceiling.</summary>
internal sealed record LogPage(long From, long Ceiling, IReadOnlyList<IMetadata> Events);

/// <summary>Reads the log in pages. Shards that are at the same place share one read.</summary>
internal sealed class LogPages(DocumentStore store, CancellationToken ct)
{
    private const int Kept = 4;
    private readonly Lock _gate = new();
    private readonly LinkedList<(long From, Task<LogPage> Page)> _pages = new();

    public Task<LogPage> ReadAsync(long from, long mark)
    {
        lock (_gate)
        {
            for (var node = _pages.First; node is not null; node = node.Next)
            {
                if (node.Value.From != from)
                    continue;
                if (!node.Value.Page.IsFaulted && !node.Value.Page.IsCanceled)
                    return node.Value.Page;
                _pages.Remove(node);
                break;
            }

            var page = LoadAsync(from, mark);
            _pages.AddFirst((from, page));
            if (_pages.Count > Kept)
                _pages.RemoveLast();
            return page;
        }
    }

    private async Task<LogPage> LoadAsync(long from, long mark)
    {
        await Task.Yield();
        var limit = store.Options.Daemon.PageSize;
        await using var connection = await store.Statements.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(store.Sql.LogPage, connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = mark });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var events = new List<IMetadata>(Math.Min(limit, (int)Math.Min(mark - from, limit)));
        while (await reader.ReadAsync(ct))
            events.Add(store.EventReader.ReadLazily(reader));
        return new LogPage(from, events.Count == limit ? events[^1].Sequence : mark, events);
    }
}
