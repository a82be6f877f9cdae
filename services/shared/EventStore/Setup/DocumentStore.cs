using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Npgsql;

namespace Distribution.EventStore;

/// <summary>One database of events and documents. Made once per process; sessions are cheap.</summary>
public sealed partial class DocumentStore : IAsyncDisposable, IDisposable
{
    private readonly ConcurrentDictionary<DocumentType, Task> _tables = new();
    // More at once would only wait for the database's processors.
    private const int Readers = 12;
    private readonly Lock _gate = new();
    private readonly Lanes _writes;
    private Task? _schema;

    public DocumentStore(StoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!SchemaName().IsMatch(options.DatabaseSchemaName))
            throw new ArgumentException($"'{options.DatabaseSchemaName}' is no schema name: lower-case letters, digits and underscores.", nameof(options));
        Options = options;
        options.Json.MakeReadOnly(populateMissingResolver: true);
        var connectionString = options.ConnectionString ?? throw new ArgumentException("StoreOptions.Connection was not called.", nameof(options));
        Sql = new Sql(options);
        EventTypes = new EventTypes(options);
        DocumentTypes = new DocumentTypes(options);
        Folds = new Folds(options);
        foreach (var fold in Folds.All.Where(f => f.Lifecycle != ProjectionLifecycle.Live))
            DocumentTypes.Of(fold.DocumentClass);
        Aggregators = new Aggregators(Folds);
        EventReader = new EventReader(EventTypes, options.Events.MetadataConfig, ReadDotNetType);
        Statements = Connections.ForStatements(connectionString);
        Queries = Connections.ForQueries(connectionString);
        Relaxed = Connections.ForProgress(connectionString);
        Reads = new Lanes(Statements, Readers, NewWrites);
        _writes = new Lanes(Statements, options.ConcurrentWriters + GroupCommit.LargeWriters, NewWrites);
        Commits = new GroupCommit(Statements, _writes, Sql, options.ConcurrentWriters);
        InlineProjections = new InlineProjections(this);
    }

    internal StoreOptions Options { get; }

    internal Sql Sql { get; }

    internal EventTypes EventTypes { get; }

    internal DocumentTypes DocumentTypes { get; }

    internal Folds Folds { get; }

    internal Aggregators Aggregators { get; }

    internal EventReader EventReader { get; }

    /// <summary>Connections for the store's own statements, which always want the index.</summary>
    internal NpgsqlDataSource Statements { get; }

    /// <summary>Connections for callers' SQL.</summary>
    internal NpgsqlDataSource Queries { get; }

    /// <summary>Connections for the daemon's writes, which a crash may take back: documents and progress go together.</summary>
    internal NpgsqlDataSource Relaxed { get; }

    /// <summary>Reads of single streams, the most frequent of all.</summary>
    internal Lanes Reads { get; }

    internal GroupCommit Commits { get; }

    internal InlineProjections InlineProjections { get; }

    /// <summary>Builds a store.</summary>
    public static DocumentStore For(Action<StoreOptions> configure)
    {
        var options = new StoreOptions();
        configure(options);
        return new DocumentStore(options);
    }

    /// <summary>A new unit of work.</summary>
    public IDocumentSession LightweightSession() => new DocumentSession(this);

    /// <summary>Creates what is missing of the schema; any number of replicas may do so at once. Sessions do it by themselves at first use.</summary>
    public async Task EnsureSchemaAsync(CancellationToken ct = default)
    {
        Task schema;
        lock (_gate)
        {
            if (_schema is null || _schema.IsFaulted || _schema.IsCanceled)
                _schema = SchemaCreation.RunAsync(Queries, Options, [.. DocumentTypes.All], CancellationToken.None);
            schema = _schema;
        }

        await schema.WaitAsync(ct);
    }

    internal ValueTask ReadyAsync(CancellationToken ct) =>
        _schema is { IsCompletedSuccessfully: true } ? ValueTask.CompletedTask : new ValueTask(EnsureSchemaAsync(ct));

    /// <summary>The table of a class that no registration named is made at first use.</summary>
    internal async ValueTask<DocumentType> TableAsync(Type type, CancellationToken ct)
    {
        await ReadyAsync(ct);
        var document = DocumentTypes.Of(type);
        var table = _tables.GetOrAdd(document, static (d, store) => SchemaCreation.AddAsync(store.Queries, d, CancellationToken.None), this);
        if (table.IsFaulted)
            _tables.TryRemove(document, out _);
        if (!table.IsCompletedSuccessfully)
            await table.WaitAsync(ct);
        return document;
    }

    /// <summary>How far a shard has come; 0 when it never ran.</summary>
    internal Task<long> ReadProgressAsync(string name, CancellationToken ct) => Progress.ReadAsync(this, Progress.RowOf(name), ct);

    /// <summary>A stretch of the log and where the next one begins; only what lies behind a shard's place is sure to be whole.</summary>
    internal async Task<(IReadOnlyList<IEvent> Events, long Place)> ReadLogAsync(long after, long upTo, CancellationToken ct)
    {
        var page = await new LogPages(this, ct).ReadAsync(after, upTo);
        return (page.Events, page.Ceiling);
    }

    public async ValueTask DisposeAsync()
    {
        await Reads.DisposeAsync();
        await _writes.DisposeAsync();
        await Statements.DisposeAsync();
        await Queries.DisposeAsync();
        await Relaxed.DisposeAsync();
        InlineProjections.Dispose();
    }

    public void Dispose()
    {
        Reads.Dispose();
        _writes.Dispose();
        Statements.Dispose();
        Queries.Dispose();
        Relaxed.Dispose();
        InlineProjections.Dispose();
    }

    /// <summary>Called in the middle of reading, and so not from the pool that is read from.</summary>
    private string? ReadDotNetType(long sequence)
    {
        using var command = Queries.CreateCommand(Sql.DotNetType);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = sequence });
        return command.ExecuteScalar() as string;
    }

    private WriteStatements NewWrites() => new(Sql, Options, EventTypes);

    [GeneratedRegex("^[a-z_][a-z0-9_]*$")]
    private static partial Regex SchemaName();
}
