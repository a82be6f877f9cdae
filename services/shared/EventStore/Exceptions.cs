namespace Distribution.EventStore;

/// <summary>Another writer was faster, or the caller's version was stale; nothing was written.</summary>
public sealed class ConcurrencyException(Guid streamId, long expectedVersion, long? foundVersion)
    : Exception($"Stream {streamId} was expected at version {expectedVersion} but is at {(foundVersion?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "another")}.")
{
    /// <summary>The stream.</summary>
    public Guid StreamId { get; } = streamId;

    /// <summary>The version that the writer had seen.</summary>
    public long ExpectedVersion { get; } = expectedVersion;

    /// <summary>The version that the stream has; null when it could not be read any more.</summary>
    public long? FoundVersion { get; } = foundVersion;
}

/// <summary>A stream that was to begin exists already; nothing was written.</summary>
public sealed class ExistingStreamIdCollisionException(Guid streamId)
    : Exception($"Stream {streamId} exists already.")
{
    /// <summary>The stream.</summary>
    public Guid StreamId { get; } = streamId;
}

/// <summary>A stored event cannot be read: this program lacks its class, or its JSON does not fit the class.</summary>
public sealed class UnreadableEventException(long sequence, Guid streamId, string eventTypeName, string? dotNetType, Exception? inner)
    : Exception($"Event {sequence} of stream {streamId} is a '{eventTypeName}' ({dotNetType ?? "no class named"}) that {(inner is null ? "this program does not know" : "does not fit its class")}.", inner)
{
    /// <summary>Its place in the log.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>Its stream.</summary>
    public Guid StreamId { get; } = streamId;

    /// <summary>Its stored name.</summary>
    public string EventTypeName { get; } = eventTypeName;
}

/// <summary>The stream was archived and takes no more events; nothing was written.</summary>
public sealed class ArchivedStreamException(Guid streamId)
    : Exception($"Stream {streamId} is archived and takes no more events.")
{
    /// <summary>The stream.</summary>
    public Guid StreamId { get; } = streamId;
}

/// <summary>A projection failed on an event.</summary>
public sealed class ProjectionException(string projection, IEvent e, Exception inner)
    : Exception($"{projection} failed on event {e.Sequence} ({e.EventTypeName}, stream {e.StreamId} version {e.Version}): {inner.Message}", inner);
