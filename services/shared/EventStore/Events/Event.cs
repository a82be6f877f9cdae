namespace Distribution.EventStore;

/// <summary>One event; its data is read from JSON when first asked for, so that a reader which passes it over does not pay.</summary>
internal sealed class Event<T> : IEvent<T>, IMetadata
    where T : notnull
{
    private readonly EventType<T> _type;
    private byte[]? _json;
    private T? _data;

    public Event(EventType<T> type, T data)
    {
        _type = type;
        _data = data;
    }

    public Event(EventType<T> type, byte[] json)
    {
        _type = type;
        _json = json;
    }

    public Guid Id { get; set; }

    public long Sequence { get; set; }

    public Guid StreamId { get; set; }

    public long Version { get; set; }

    public DateTimeOffset Timestamp { get; set; }

    public string? CorrelationId { get; set; }

    public string? CausationId { get; set; }

    public Dictionary<string, object>? Headers { get; set; }

    public string EventTypeName => _type.Alias;

    public T Data
    {
        get
        {
            // Two shards may race to the first read: both make the same value, and _data is set before _json is let go.
            if (_json is { } json)
            {
                _data = _type.Parse(json, Sequence, StreamId);
                _json = null;
            }

            return _data!;
        }
    }

    object IEvent.Data => Data;

    public Type DataClass => typeof(T);
}

/// <summary>The writable side of an event's metadata.</summary>
internal interface IMetadata : IEvent
{
    /// <summary>The class of Data, known without reading it; null when this program does not have it.</summary>
    Type? DataClass { get; }

    new Guid Id { get; set; }

    new long Sequence { get; set; }

    new Guid StreamId { get; set; }

    new long Version { get; set; }

    new DateTimeOffset Timestamp { get; set; }

    new string? CorrelationId { get; set; }

    new string? CausationId { get; set; }

    new Dictionary<string, object>? Headers { get; set; }
}

/// <summary>An event whose class this program does not have: it can be passed over, but not looked into.</summary>
internal sealed class UnreadableEvent(string alias, string? dotNetType) : IMetadata
{
    public Guid Id { get; set; }

    public long Sequence { get; set; }

    public Guid StreamId { get; set; }

    public long Version { get; set; }

    public DateTimeOffset Timestamp { get; set; }

    public string? CorrelationId { get; set; }

    public string? CausationId { get; set; }

    public Dictionary<string, object>? Headers { get; set; }

    public string EventTypeName => alias;

    public Type? DataClass => null;

    public object Data => throw new UnreadableEventException(Sequence, StreamId, alias, dotNetType, null);
}
