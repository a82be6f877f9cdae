#if !MARTEN
namespace Distribution.ServiceDefaults;

/// <summary>A stream that notes how it was and what was added to it.</summary>
internal sealed class AuditedStream<T>(Guid id, IEventStream<T> inner, AuditedChanges changes) : IEventStream<T>
    where T : class
{
    public T? Aggregate => inner.Aggregate;

    public long? CurrentVersion => inner.CurrentVersion;

    public static AuditedStream<T> Seen(Guid id, IEventStream<T> stream, AuditedChanges changes)
    {
        changes.Saw(id, typeof(T), stream.Aggregate);
        return new(id, stream, changes);
    }

    public void AppendOne(object @event)
    {
        inner.AppendOne(@event);
        changes.Changed(id, typeof(T), [@event]);
    }

    public void AppendMany(IEnumerable<object> events)
    {
        object[] all = [.. events];
        inner.AppendMany(all);
        changes.Changed(id, typeof(T), all);
    }

    public void AppendMany(params object[] events) => AppendMany((IEnumerable<object>)events);
}
#endif
