namespace Distribution.EventStore;

internal sealed class EventStream<T>(EventOperations session, Guid id, long version, T? aggregate, object?[]? snapshots) : IEventStream<T>
    where T : class
{
    public T? Aggregate => aggregate;

    public long? CurrentVersion => version;

    public void AppendOne(object @event) => session.Append(id, version, typeof(T), snapshots, [@event]);

    public void AppendMany(IEnumerable<object> events) => session.Append(id, version, typeof(T), snapshots, events as IReadOnlyCollection<object> ?? [.. events]);

    public void AppendMany(params object[] events) => session.Append(id, version, typeof(T), snapshots, events);
}
