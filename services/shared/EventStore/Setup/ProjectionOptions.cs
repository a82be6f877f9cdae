namespace Distribution.EventStore;

/// <summary>Projections with their lifecycles.</summary>
public sealed class ProjectionOptions
{
    internal List<(object Projection, ProjectionLifecycle Lifecycle)> Registered { get; } = [];

    /// <summary>Registers a projection: a SingleStreamProjection or a MultiStreamProjection.</summary>
    public void Add<TProjection>(ProjectionLifecycle lifecycle)
        where TProjection : class, new() => Add(new TProjection(), lifecycle);

    /// <summary>Registers a projection that was made by the caller.</summary>
    public void Add(object projection, ProjectionLifecycle lifecycle)
    {
        ArgumentNullException.ThrowIfNull(projection);
        Registered.Add((projection, lifecycle));
    }
}
