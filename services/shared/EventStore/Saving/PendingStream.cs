namespace Distribution.EventStore;

/// <summary>What a session knows of a stream that it appends to.</summary>
internal enum StreamClaim
{
    /// <summary>It must not exist.</summary>
    New,

    /// <summary>It must be at the version that was seen.</summary>
    Seen,

    /// <summary>Anything but archived.</summary>
    Any,
}

/// <summary>The events that one session appends to one stream.</summary>
internal sealed class PendingStream(Guid id, StreamClaim claim, long seenVersion, Type? aggregate)
{
    public Guid Id { get; } = id;

    public StreamClaim Claim { get; private set; } = claim;

    public long SeenVersion { get; private set; } = seenVersion;

    public Type? Aggregate { get; private set; } = aggregate;

    public List<object> Events { get; } = [];

    /// <summary>The events with ids and versions; set when an inline projection saw them.</summary>
    public List<IMetadata>? Wrapped { get; set; }

    /// <summary>Documents of inline projections as they were when the stream was fetched, in the projections' order; null when not read.</summary>
    public object?[]? Snapshots { get; set; }

    /// <summary>The caller appended without a version; one was read for the inline projections, and may be read again.</summary>
    public bool IsUnclaimed { get; private set; } = claim == StreamClaim.Any;

    /// <summary>Whether this save makes it.</summary>
    public bool IsStarted => Claim == StreamClaim.New || (Claim == StreamClaim.Seen && SeenVersion == 0);

    /// <summary>A stream that was fetched is claimed by what was seen, also when something was appended blindly before.</summary>
    public void SeenAt(long version, Type? aggregate)
    {
        Aggregate ??= aggregate;
        if (Claim != StreamClaim.Any)
            return;
        Claim = StreamClaim.Seen;
        SeenVersion = version;
        IsUnclaimed = false;
    }

    public void ReadAt(long version)
    {
        Claim = StreamClaim.Seen;
        SeenVersion = version;
    }
}
