namespace Distribution.EventStore;

/// <summary>A unit of work: what it appended, stored and deleted is written by one SaveChangesAsync in one transaction, or not at all.</summary>
public interface IDocumentSession : IAsyncDisposable, IDisposable
{
    /// <summary>The event log.</summary>
    IEventStoreOperations Events { get; }

    /// <summary>Carried onto every event that this session appends; null carries none.</summary>
    string? CorrelationId { get; set; }

    /// <summary>What caused this session's events; null carries none.</summary>
    string? CausationId { get; set; }

    /// <summary>Carried in the headers of every event that this session appends.</summary>
    void SetHeader(string key, object value);

    /// <summary>Inserts or overwrites documents, identified by their Id property (Guid or string).</summary>
    void Store<T>(params T[] entities)
        where T : notnull;

    /// <summary>Deletes a document; an absent one is no error.</summary>
    void Delete<T>(Guid id)
        where T : notnull;

    /// <inheritdoc cref="Delete{T}(Guid)" />
    void Delete<T>(string id)
        where T : notnull;

    /// <summary>A document, or null.</summary>
    Task<T?> LoadAsync<T>(Guid id, CancellationToken token = default)
        where T : notnull;

    /// <inheritdoc cref="LoadAsync{T}(Guid,CancellationToken)" />
    Task<T?> LoadAsync<T>(string id, CancellationToken token = default)
        where T : notnull;

    /// <summary>
    /// Documents by SQL. A text that does not begin with 'select' is put behind 'select data from the document's table';
    /// each ? is the next parameter; a first column of JSON is read as T, a scalar T takes the first column.
    /// </summary>
    Task<IReadOnlyList<T>> QueryAsync<T>(string sql, CancellationToken token, params object[] parameters);

    /// <summary>Several reads in one round trip.</summary>
    IBatchedQuery CreateBatchQuery();

    /// <summary>Writes everything in one transaction.</summary>
    /// <exception cref="ConcurrencyException">Another writer was faster; nothing was written.</exception>
    Task SaveChangesAsync(CancellationToken token = default);
}

/// <summary>Reads and appends on the event log.</summary>
public interface IEventStoreOperations
{
    /// <summary>Begins a stream; it fails on save with <see cref="ExistingStreamIdCollisionException"/> if it exists.</summary>
    void StartStream<T>(Guid id, params object[] events)
        where T : class;

    /// <summary>Appends without an expected version; begins the stream when it is not there.</summary>
    void Append(Guid stream, params object[] events);

    /// <summary>The aggregate with its version; a save that appends to it fails if another writer was faster.</summary>
    Task<IEventStream<T>> FetchForWriting<T>(Guid id, CancellationToken cancellation = default)
        where T : class;

    /// <summary>The same, failing at once when the stream is not at the expected version.</summary>
    /// <exception cref="ConcurrencyException">The stream is at another version.</exception>
    Task<IEventStream<T>> FetchForWriting<T>(Guid id, long expectedVersion, CancellationToken cancellation = default)
        where T : class;

    /// <summary>Folds a stream up to a version (0: all) or a moment (null: now); null when it has no events.</summary>
    Task<T?> AggregateStreamAsync<T>(Guid streamId, long version = 0, DateTimeOffset? timestamp = null, CancellationToken token = default)
        where T : class;

    /// <summary>A stream's events up to a version (0: all) or a moment (null: now), oldest first.</summary>
    Task<IReadOnlyList<IEvent>> FetchStreamAsync(
        Guid streamId, long version = 0, DateTimeOffset? timestamp = null, long fromVersion = 0, CancellationToken token = default);
}

/// <summary>One stream fetched for writing.</summary>
public interface IEventStream<out T>
    where T : class
{
    /// <summary>The state, or null when the stream has no events.</summary>
    T? Aggregate { get; }

    /// <summary>The stream's version when it was fetched; 0 when it does not exist.</summary>
    long? CurrentVersion { get; }

    /// <summary>Appends one event at the next save.</summary>
    void AppendOne(object @event);

    /// <summary>Appends events at the next save, in order.</summary>
    void AppendMany(IEnumerable<object> events);

    /// <inheritdoc cref="AppendMany(IEnumerable{object})" />
    void AppendMany(params object[] events);
}

/// <summary>Reads that wait for <see cref="Execute"/> and then share one round trip.</summary>
public interface IBatchedQuery
{
    /// <summary>Reads on the event log.</summary>
    IBatchEvents Events { get; }

    /// <summary>A document, or null.</summary>
    Task<T?> Load<T>(Guid id)
        where T : class;

    /// <summary>Runs everything that was asked for.</summary>
    Task Execute(CancellationToken token = default);
}

/// <summary>Event reads within a batch.</summary>
public interface IBatchEvents
{
    /// <summary>As on the session; the task completes when the batch has run.</summary>
    Task<IEventStream<T>> FetchForWriting<T>(Guid id)
        where T : class;
}
