using Npgsql;

namespace Distribution.EventStore;

/// <summary>
/// Puts the saves of several sessions into one batch: one round trip, one transaction, a handful of statements however many streams.
/// Statements and parameters are kept and filled again; one write at a time.
/// </summary>
internal sealed class WriteStatements
{
    private readonly EventTypes _types;
    private readonly StreamStatement _start;
    private readonly StreamStatement _move;
    private readonly StreamStatement _extend;
    private readonly EventStatement _events;
    private readonly EventStatement _timedEvents;
    private readonly LoneStatement _startOne;
    private readonly LoneStatement _moveOne;
    private readonly LoneStatement _extendOne;
    private readonly Dictionary<(DocumentType, DocumentWay), DocumentStatement> _documents = [];
    private readonly List<DocumentStatement> _filledDocuments = [];
    private readonly List<NpgsqlBatchCommand> _commands = [];
    private readonly List<NpgsqlBatch> _batches = [];

    public WriteStatements(Sql sql, StoreOptions options, EventTypes types)
    {
        _types = types;
        _start = new StreamStatement(sql.StartStreams, StreamStatement.Columns.TypeAndCount, isCounted: false);
        _move = new StreamStatement(sql.MoveStreams, StreamStatement.Columns.SeenAndVersion, isCounted: true);
        _extend = new StreamStatement(sql.ExtendStreams, StreamStatement.Columns.TypeAndCount, isCounted: true);
        _startOne = new LoneStatement(sql.StartStreamWithOne, options.Events.MetadataConfig, isSeen: false);
        _moveOne = new LoneStatement(sql.MoveStreamByOne, options.Events.MetadataConfig, isSeen: true);
        _extendOne = new LoneStatement(sql.ExtendStreamByOne, options.Events.MetadataConfig, isSeen: false);
        _events = new EventStatement(sql, options.Events.MetadataConfig, isTimed: false);
        _timedEvents = new EventStatement(sql, options.Events.MetadataConfig, isTimed: true);
    }

    /// <summary>The batch that writes the saves; one without a connection was not used before.</summary>
    public NpgsqlBatch Fill(IReadOnlyList<PendingSave> saves, NpgsqlBatchCommand? first = null)
    {
        if (saves.Count == 1 && IsLone(saves[0]))
            _commands.Add(FillLone(saves[0]));
        else
            FillGroup(saves, first);
        foreach (var save in saves)
            Add(save.Documents, save);
        if (_filledDocuments.Count > 1)
            _filledDocuments.Sort(static (a, b) => string.CompareOrdinal(a.Order, b.Order));
        foreach (var statement in _filledDocuments)
            _commands.Add(statement.Finish());
        return Batch();
    }

    /// <summary>Whether the save is one event on one stream, with nothing beside it that would be written even if the stream were not as seen.</summary>
    public static bool IsLone(PendingSave save) => save is { EventCount: 1, Streams.Count: 1 } && (save.Documents.Count == 0 || save.Streams.First().IsStarted);

    private NpgsqlBatchCommand FillLone(PendingSave save)
    {
        var stream = save.Streams.First();
        var statement = stream.IsStarted ? _startOne : stream.Claim == StreamClaim.Seen ? _moveOne : _extendOne;
        return statement.Fill(save, stream, _types);
    }

    private void FillGroup(IReadOnlyList<PendingSave> saves, NpgsqlBatchCommand? first)
    {
        foreach (var save in saves)
        {
            var index = 0;
            foreach (var stream in save.Streams)
            {
                (stream.IsStarted ? _start : stream.Claim == StreamClaim.Seen ? _move : _extend).Add(stream);
                index = (stream.Wrapped is null ? _events : _timedEvents).Add(save, stream, index, _types);
            }
        }

        if (first is not null)
            _commands.Add(first);
        // The streams come first: their rows give the transaction its id before it draws a number (the gap rule),
        // and are locked in one order everywhere, so that two writers do not wait for each other.
        Include(_start.Finish());
        Include(_move.Finish());
        Include(_extend.Finish());
        Include(_events.Finish());
        Include(_timedEvents.Finish());
    }

    public void Clear()
    {
        _start.Clear();
        _move.Clear();
        _extend.Clear();
        _events.Clear();
        _timedEvents.Clear();
        foreach (var statement in _filledDocuments)
            statement.Clear();
        _filledDocuments.Clear();
        _commands.Clear();
    }

    private void Include(NpgsqlBatchCommand? command)
    {
        if (command is not null)
            _commands.Add(command);
    }

    private void Add(IReadOnlyCollection<PendingDocument> documents, PendingSave save)
    {
        var index = 0;
        foreach (var document in documents)
        {
            var key = (document.Key.Type, DocumentStatement.WayOf(document));
            if (!_documents.TryGetValue(key, out var statement))
                _documents.Add(key, statement = DocumentStatement.Of(key.Type, key.Item2));
            if (statement.IsEmpty)
                _filledDocuments.Add(statement);
            statement.Add(document, document.Document is null ? default : save.DocumentJson(index));
            index++;
        }
    }

    /// <summary>The same statements in the same order were most likely sent before, and are prepared as a whole.</summary>
    private NpgsqlBatch Batch()
    {
        foreach (var known in _batches)
        {
            if (known.BatchCommands.SequenceEqual(_commands))
                return known;
        }

        var batch = new NpgsqlBatch();
        foreach (var command in _commands)
            batch.BatchCommands.Add(command);
        _batches.Add(batch);
        return batch;
    }
}
