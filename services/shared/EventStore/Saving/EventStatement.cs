using Npgsql;
using NpgsqlTypes;

namespace Distribution.EventStore;

/// <summary>The insert of any number of events, by column.</summary>
internal sealed class EventStatement
{
    private readonly Column<Guid> _ids = new(NpgsqlDbType.Uuid);
    private readonly Column<Guid> _streams = new(NpgsqlDbType.Uuid);
    private readonly Column<long> _versions = new(NpgsqlDbType.Bigint);
    private readonly Column<ReadOnlyMemory<byte>> _data = new(NpgsqlDbType.Jsonb);
    private readonly Column<string> _types = new(NpgsqlDbType.Varchar);
    private readonly Column<string> _dotNetTypes = new(NpgsqlDbType.Varchar);
    private readonly Column<string?> _correlationIds = new(NpgsqlDbType.Varchar);
    private readonly Column<string?> _causationIds = new(NpgsqlDbType.Varchar);
    private readonly Column<string?> _headers = new(NpgsqlDbType.Jsonb);
    private readonly Column<DateTimeOffset> _timestamps = new(NpgsqlDbType.TimestampTz);
    private readonly MetadataConfig _metadata;
    private readonly NpgsqlBatchCommand _command;
    private readonly bool _isTimed;

    /// <param name="isTimed">What an inline projection saw is what is stored; all other events take the database's clock.</param>
    public EventStatement(Sql sql, MetadataConfig metadata, bool isTimed)
    {
        _metadata = metadata;
        _isTimed = isTimed;
        _command = Command(isTimed ? sql.AppendTimedEvents : sql.AppendEvents);
    }

    /// <summary>Adds a stream's events; its JSON begins at the index within its save, and the index after it is returned.</summary>
    public int Add(PendingSave save, PendingStream stream, int index, EventTypes types)
    {
        var count = stream.Events.Count;
        for (var i = 0; i < count; i++)
        {
            var type = types.Of(stream.Events[i].GetType());
            var wrapped = stream.Wrapped?[i];
            _ids.Values.Add(wrapped?.Id ?? EventIds.Next());
            _streams.Values.Add(stream.Id);
            _versions.Values.Add(stream.Claim == StreamClaim.Any ? i + 1 - count : stream.SeenVersion + i + 1);
            _data.Values.Add(save.EventJson(index++));
            _types.Values.Add(type.Alias);
            _dotNetTypes.Values.Add(type.DotNetName);
            if (_metadata.CorrelationIdEnabled)
                _correlationIds.Values.Add(save.CorrelationId);
            if (_metadata.CausationIdEnabled)
                _causationIds.Values.Add(save.CausationId);
            if (_metadata.HeadersEnabled)
                _headers.Values.Add(save.Headers);
            if (_isTimed)
                _timestamps.Values.Add(wrapped!.Timestamp);
        }

        return index;
    }

    /// <summary>Null when there is no event.</summary>
    public NpgsqlBatchCommand? Finish() => _ids.Values.Count == 0 ? null : _command;

    public void Clear()
    {
        _ids.Clear();
        _streams.Clear();
        _versions.Clear();
        _data.Clear();
        _types.Clear();
        _dotNetTypes.Clear();
        _correlationIds.Clear();
        _causationIds.Clear();
        _headers.Clear();
        _timestamps.Clear();
    }

    private NpgsqlBatchCommand Command(string sql)
    {
        var command = new NpgsqlBatchCommand(sql)
        {
            Parameters = { _ids.Parameter, _streams.Parameter, _versions.Parameter, _data.Parameter, _types.Parameter, _dotNetTypes.Parameter },
        };
        if (_metadata.CorrelationIdEnabled)
            command.Parameters.Add(_correlationIds.Parameter);
        if (_metadata.CausationIdEnabled)
            command.Parameters.Add(_causationIds.Parameter);
        if (_metadata.HeadersEnabled)
            command.Parameters.Add(_headers.Parameter);
        if (_isTimed)
            command.Parameters.Add(_timestamps.Parameter);
        return command;
    }
}
