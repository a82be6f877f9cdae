namespace Distribution.EventStore;

/// <summary>When a projection runs: on read, within the save, or behind the log by the daemon.</summary>
public enum ProjectionLifecycle
{
    Inline,
    Async,
    Live,
}

/// <summary>Whether the daemon runs here: never, always, or on one node at a time with takeover.</summary>
public enum DaemonMode
{
    Disabled,
    Solo,
    HotCold,
}

/// <summary>Folds each stream into one document of its own (or, when live, into the aggregate on read).</summary>
public abstract class SingleStreamProjection<TDoc, TId>
    where TDoc : class
    where TId : notnull
{
    internal Type? StreamType { get; private set; }

    /// <summary>
    /// Only streams of this class have such a document. What is then spared is the reading of documents that cannot be there: an inline
    /// projection that does not say so is asked about every event of every stream.
    /// </summary>
    public void FilterIncomingEventsOnStreamType(Type streamType) => StreamType = streamType;

    /// <summary>The next state; null deletes the document. Pure: no clock, no id, no I/O.</summary>
    public virtual TDoc? Evolve(TDoc? snapshot, TId id, IEvent e) => throw new NotSupportedException($"{GetType().Name} must override Evolve.");
}

/// <summary>Folds events of many streams into documents that the events themselves name.</summary>
public abstract class MultiStreamProjection<TDoc, TId>
    where TDoc : class
    where TId : notnull
{
    private readonly Dictionary<Type, Func<object, TId>> _identities = [];

    /// <summary>Says which document an event belongs to; events without an identity are not seen by this projection.</summary>
    protected void Identity<TEvent>(Func<TEvent, TId> identityFunc)
        where TEvent : notnull => _identities[typeof(TEvent)] = e => identityFunc((TEvent)e);

    /// <summary>The next state; null deletes the document. Pure: no clock, no id, no I/O.</summary>
    public virtual TDoc? Evolve(TDoc? snapshot, TId id, IEvent e) => throw new NotSupportedException($"{GetType().Name} must override Evolve.");

    internal bool TryIdentify(IEvent e, out TId id)
    {
        // The class is asked first: an event that is not seen here is not even read.
        if (((IMetadata)e).DataClass is { } type && _identities.TryGetValue(type, out var identify))
        {
            id = identify(e.Data);
            return true;
        }

        id = default!;
        return false;
    }
}
