using System.Text.Json;
using Npgsql;

namespace Distribution.EventStore;

/// <summary>Turns rows of mt_events, in the column order of <see cref="Sql"/>, into events.</summary>
internal sealed class EventReader(EventTypes types, MetadataConfig metadata, Func<long, string?> readDotNetType)
{
    private const int LongestAlias = 500;

    [ThreadStatic]
    private static char[]? _alias;

    [ThreadStatic]
    private static byte[]? _json;

    // All events of one save have the same headers, and thousands of them are read one after the other.
    [ThreadStatic]
    private static (string Text, Dictionary<string, object>? Read) _headers;

    /// <summary>An event of a stream that is wanted whole: its data is read at once, without a copy of its JSON.</summary>
    public IMetadata Read(NpgsqlDataReader row, Guid stream)
    {
        // Columns are read in their order: going back would make the driver count through the row again.
        var sequence = row.GetInt64(0);
        if (TypeOf(row, sequence) is not { } type)
            return Unreadable(row, sequence, stream);
        var buffer = _json ??= new byte[4096];
        var length = (int)row.GetBytes(2, 0, buffer, 0, buffer.Length);
        if (length == buffer.Length)
        {
            length = (int)row.GetBytes(2, 0, null, 0, 0);
            buffer = length < 1 << 20 ? _json = new byte[length + 1] : new byte[length];
            row.GetBytes(2, 0, buffer, 0, length);
        }

        // On the wire, jsonb is one byte of format (1) before its text.
        var e = type.Read(buffer.AsSpan(1, length - 1), sequence, stream);
        e.StreamId = stream;
        return Describe(e, row, sequence);
    }

    /// <summary>An event of the log, whose last column is its stream: its data is read when somebody asks for it.</summary>
    public IMetadata ReadLazily(NpgsqlDataReader row)
    {
        var sequence = row.GetInt64(0);
        if (TypeOf(row, sequence) is not { } type)
            return Unreadable(row, sequence, row.GetGuid(row.FieldCount - 1));
        var e = Describe(type.Wrap(row.GetFieldValue<byte[]>(2)), row, sequence);
        e.StreamId = row.GetGuid(row.FieldCount - 1);
        return e;
    }

    private EventType? TypeOf(NpgsqlDataReader row, long sequence)
    {
        var buffer = _alias ??= new char[LongestAlias];
        var length = (int)row.GetChars(1, 0, buffer, 0, LongestAlias);
        return types.TryAlias(buffer.AsSpan(0, length), out var type) ? type : Unmet(row.GetString(1), sequence);
    }

    /// <summary>Once per class in the life of a process; every row after it is spared the class name's column.</summary>
    private EventType? Unmet(string alias, long sequence) => types.Of(alias, readDotNetType(sequence));

    private IMetadata Unreadable(NpgsqlDataReader row, long sequence, Guid stream) =>
        Describe(new UnreadableEvent(row.GetString(1), readDotNetType(sequence)) { StreamId = stream }, row, sequence);

    private IMetadata Describe(IMetadata e, NpgsqlDataReader row, long sequence)
    {
        e.Sequence = sequence;
        e.Id = row.GetGuid(3);
        e.Version = row.GetInt64(4);
        e.Timestamp = new DateTimeOffset(row.GetDateTime(5));
        var column = 6;
        if (metadata.CorrelationIdEnabled)
            e.CorrelationId = Text(row, column++);
        if (metadata.CausationIdEnabled)
            e.CausationId = Text(row, column++);
        if (metadata.HeadersEnabled && Text(row, column) is { } headers)
            e.Headers = Headers(headers);
        return e;
    }

    private static Dictionary<string, object>? Headers(string text)
    {
        if (_headers.Text != text)
            _headers = (text, JsonSerializer.Deserialize<Dictionary<string, object>>(text));
        return _headers.Read;
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
