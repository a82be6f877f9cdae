using Distribution.EventStore;
using Npgsql;

namespace Distribution.Benchmarks.Store;

/// <summary>Two schemas with the same streams in them, one for each side.</summary>
internal sealed class Arena : IAsyncDisposable
{
    public const string CeilingSchema = "ceiling";
    private const int LongStream = 1_000;
    private readonly Guid[] _ids;
    private readonly Guid[] _growing;
    private int _place;

    private Arena(string database, int streams)
    {
        _ids = [.. Enumerable.Range(0, streams).Select(_ => Guid.CreateVersion7())];
        _growing = [.. Enumerable.Range(0, streams).Select(_ => Guid.CreateVersion7())];
        Store = Open(database, "ours", ProjectionLifecycle.Live);
        Inline = Open(database, "inline", ProjectionLifecycle.Inline);
        Ceiling = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { NoResetOnClose = true, MaxPoolSize = 64 });
    }

    public DocumentStore Store { get; }

    public DocumentStore Inline { get; }

    public NpgsqlDataSource Ceiling { get; }

    public Guid OurLong { get; } = Guid.CreateVersion7();

    public Guid CeilingLong => OurLong;

    public static async Task<Arena> OpenAsync(string database, int streams)
    {
        var arena = new Arena(database, streams);
        await arena.Store.EnsureSchemaAsync();
        await arena.Inline.EnsureSchemaAsync();
        await using var ceiling = Open(database, CeilingSchema, ProjectionLifecycle.Inline);
        await ceiling.EnsureSchemaAsync();
        foreach (var store in new[] { arena.Store, ceiling })
        {
            foreach (var some in arena._ids.Concat(arena._growing).Chunk(500))
                await Fill(store, some, 10);
            await Fill(store, [arena.OurLong], LongStream);
        }

        await using var analyse = arena.Ceiling.CreateCommand("analyze");
        await analyse.ExecuteNonQueryAsync();
        return arena;
    }

    /// <summary>A stream for a writer's operation; writers never meet on one.</summary>
    public Guid Ours(int writer, int operation) => _ids[((operation * 32) + writer) % _ids.Length];

    public Guid CeilingOne(int writer, int operation) => Ours(writer, operation);

    /// <summary>Streams that only blind appends touch: reads find the others as short as they were.</summary>
    public Guid Growing(int writer, int operation) => _growing[((operation * 32) + writer) % _growing.Length];

    public IEnumerable<Guid> OurMany(int operation, int count) => Enumerable.Range(0, count).Select(i => _ids[((operation * count) + i) % _ids.Length]);

    public Guid[] CeilingMany(int count) => [.. OurMany(_place++, count)];

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Inline.DisposeAsync();
        await Ceiling.DisposeAsync();
    }

    public static DocumentStore Open(string database, string schema, ProjectionLifecycle lifecycle) => DocumentStore.For(options =>
    {
        options.Connection(database);
        options.DatabaseSchemaName = schema;
        options.Projections.Add<TallyProjection>(lifecycle);
    });

    public static async Task Fill(DocumentStore store, IEnumerable<Guid> ids, int events)
    {
        await using var session = store.LightweightSession();
        foreach (var id in ids)
            session.Events.StartStream<Tally>(id, [.. Enumerable.Range(0, events).Select(ReadingTaken.Sample)]);
        await session.SaveChangesAsync();
    }
}
