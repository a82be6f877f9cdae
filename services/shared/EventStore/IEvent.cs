namespace Distribution.EventStore;

/// <summary>One event of the log.</summary>
public interface IEvent
{
    /// <summary>The event's own id; also the id of every message made from it.</summary>
    Guid Id { get; }

    /// <summary>Its place in the whole log (seq_id); not the order of commits.</summary>
    long Sequence { get; }

    /// <summary>The stream it belongs to.</summary>
    Guid StreamId { get; }

    /// <summary>Its place in its stream, from 1 without a gap.</summary>
    long Version { get; }

    /// <summary>When it was appended, by the store's clock.</summary>
    DateTimeOffset Timestamp { get; }

    /// <summary>Its stored name: the class name in snake_case.</summary>
    string EventTypeName { get; }

    /// <summary>What it belongs to across services, or null.</summary>
    string? CorrelationId { get; }

    /// <summary>What caused it, or null.</summary>
    string? CausationId { get; }

    /// <summary>Further metadata, or null.</summary>
    Dictionary<string, object>? Headers { get; }

    /// <summary>The event itself.</summary>
    object Data { get; }
}

/// <summary>One event whose type is known.</summary>
public interface IEvent<out T> : IEvent
    where T : notnull
{
    /// <summary>The event itself.</summary>
    new T Data { get; }
}
