namespace Distribution.EventStore;

/// <summary>A projection seen by the store: which document an event belongs to, and the document's next state.</summary>
internal abstract class Fold(string name, ProjectionLifecycle lifecycle, Type documentClass)
{
    /// <summary>The document's class name, as Marten names projections.</summary>
    public string Name { get; } = name;

    public ProjectionLifecycle Lifecycle { get; } = lifecycle;

    public Type DocumentClass { get; } = documentClass;

    public abstract bool IsSingleStream { get; }

    /// <summary>The only class of streams that has such a document; null is every one.</summary>
    public virtual Type? StreamType => null;

    /// <summary>The document's id; null when the projection does not see the event.</summary>
    public abstract object? Identify(IEvent e);

    /// <summary>The next state; null when there is none (any more).</summary>
    public abstract object? Evolve(object? snapshot, object id, IEvent e);

    public static Fold Of(object projection, ProjectionLifecycle lifecycle)
    {
        for (var type = projection.GetType(); type is not null; type = type.BaseType)
        {
            if (!type.IsGenericType)
                continue;
            var definition = type.GetGenericTypeDefinition();
            var fold = definition == typeof(SingleStreamProjection<,>) ? typeof(SingleStreamFold<,>)
                : definition == typeof(MultiStreamProjection<,>) ? typeof(MultiStreamFold<,>)
                : null;
            if (fold is not null)
                return (Fold)Activator.CreateInstance(fold.MakeGenericType(type.GenericTypeArguments), projection, lifecycle)!;
        }

        throw new ArgumentException($"{projection.GetType().Name} is neither a SingleStreamProjection nor a MultiStreamProjection.", nameof(projection));
    }
}

internal sealed class SingleStreamFold<TDoc, TId> : Fold
    where TDoc : class
    where TId : notnull
{
    private readonly SingleStreamProjection<TDoc, TId> _projection;

    public SingleStreamFold(SingleStreamProjection<TDoc, TId> projection, ProjectionLifecycle lifecycle)
        : base(typeof(TDoc).Name, lifecycle, typeof(TDoc))
    {
        if (typeof(TId) != typeof(Guid))
            throw new ArgumentException($"{projection.GetType().Name} must be identified by a Guid: streams are.", nameof(projection));
        _projection = projection;
    }

    public override bool IsSingleStream => true;

    public override Type? StreamType => _projection.StreamType;

    public override object Identify(IEvent e) => e.StreamId;

    public override object? Evolve(object? snapshot, object id, IEvent e) => _projection.Evolve((TDoc?)snapshot, (TId)id, e);

    public TDoc? Next(TDoc? snapshot, Guid id, IEvent e) => ((SingleStreamProjection<TDoc, Guid>)(object)_projection).Evolve(snapshot, id, e);
}

internal sealed class MultiStreamFold<TDoc, TId> : Fold
    where TDoc : class
    where TId : notnull
{
    private readonly MultiStreamProjection<TDoc, TId> _projection;

    public MultiStreamFold(MultiStreamProjection<TDoc, TId> projection, ProjectionLifecycle lifecycle)
        : base(typeof(TDoc).Name, lifecycle, typeof(TDoc))
    {
        if (lifecycle == ProjectionLifecycle.Live || DocumentType.IdProperty(typeof(TDoc)).PropertyType != typeof(TId))
            throw new ArgumentException($"{projection.GetType().Name} must be inline or async, and identified as {typeof(TDoc).Name} is.", nameof(projection));
        _projection = projection;
    }

    public override bool IsSingleStream => false;

    public override object? Identify(IEvent e) => _projection.TryIdentify(e, out var id) ? id : null;

    public override object? Evolve(object? snapshot, object id, IEvent e) => _projection.Evolve((TDoc?)snapshot, (TId)id, e);
}
