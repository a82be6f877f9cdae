using Npgsql;
using NpgsqlTypes;

namespace Distribution.EventStore;

/// <summary>
/// The most frequent save of all, one event on one stream, as one statement without arrays. Where the stream was not as it was seen,
/// it writes no row instead of failing; so it stands alone, or (for a new stream, where the key fails) with documents.
/// </summary>
internal sealed class LoneStatement
{
    private readonly NpgsqlParameter<Guid> _stream = new();
    private readonly NpgsqlParameter<Guid> _id = new();
    private readonly NpgsqlParameter<ReadOnlyMemory<byte>> _data = new() { NpgsqlDbType = NpgsqlDbType.Jsonb };
    private readonly NpgsqlParameter<string> _type = new();
    private readonly NpgsqlParameter<string> _dotNetType = new();
    private readonly NpgsqlParameter<DateTimeOffset?> _timestamp = new() { NpgsqlDbType = NpgsqlDbType.TimestampTz };
    private readonly NpgsqlParameter<string?> _aggregate = new() { NpgsqlDbType = NpgsqlDbType.Varchar };
    private readonly NpgsqlParameter<long> _seen = new();
    private readonly NpgsqlParameter<string?> _correlationId = new() { NpgsqlDbType = NpgsqlDbType.Varchar };
    private readonly NpgsqlParameter<string?> _causationId = new() { NpgsqlDbType = NpgsqlDbType.Varchar };
    private readonly NpgsqlParameter<string?> _headers = new() { NpgsqlDbType = NpgsqlDbType.Jsonb };
    private readonly NpgsqlBatchCommand _command;
    private readonly bool _isSeen;

    public LoneStatement(string sql, MetadataConfig metadata, bool isSeen)
    {
        _isSeen = isSeen;
        _command = new NpgsqlBatchCommand(sql) { Parameters = { _stream, _id, _data, _type, _dotNetType, _timestamp } };
        _command.Parameters.Add(isSeen ? _seen : _aggregate);
        if (metadata.CorrelationIdEnabled)
            _command.Parameters.Add(_correlationId);
        if (metadata.CausationIdEnabled)
            _command.Parameters.Add(_causationId);
        if (metadata.HeadersEnabled)
            _command.Parameters.Add(_headers);
    }

    public NpgsqlBatchCommand Fill(PendingSave save, PendingStream stream, EventTypes types)
    {
        var type = types.Of(stream.Events[0].GetType());
        var wrapped = stream.Wrapped?[0];
        _stream.TypedValue = stream.Id;
        _id.TypedValue = wrapped?.Id ?? EventIds.Next();
        _data.TypedValue = save.EventJson(0);
        _type.TypedValue = type.Alias;
        _dotNetType.TypedValue = type.DotNetName;
        _timestamp.TypedValue = wrapped?.Timestamp;
        if (_isSeen)
            _seen.TypedValue = stream.SeenVersion;
        else
            _aggregate.TypedValue = stream.Aggregate is { } aggregate ? SnakeCase.Of(aggregate) : null;
        _correlationId.TypedValue = save.CorrelationId;
        _causationId.TypedValue = save.CausationId;
        _headers.TypedValue = save.Headers;
        return _command;
    }
}

/// <summary>A lone statement found its stream not as it was seen, and wrote nothing.</summary>
internal sealed class NothingWrittenException() : Exception("The stream was not as it was seen; nothing was written.");
