using System.Collections.Concurrent;
using System.Reflection;

namespace Distribution.EventStore;

/// <summary>Folds events into a T: by its registered projection, else by its own static Evolve(T?, object).</summary>
internal sealed class Aggregators(Folds folds)
{
    private readonly ConcurrentDictionary<Type, object> _known = new();

    public Func<T?, Guid, IEvent, T?> Of<T>()
        where T : class =>
        _known.TryGetValue(typeof(T), out var known)
            ? (Func<T?, Guid, IEvent, T?>)known
            : (Func<T?, Guid, IEvent, T?>)_known.GetOrAdd(typeof(T), Make<T>());

    private Func<T?, Guid, IEvent, T?> Make<T>()
        where T : class
    {
        if (folds.SingleStream(typeof(T)) is SingleStreamFold<T, Guid> fold)
            return fold.Next;
        var evolve = typeof(T).GetMethod("Evolve", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static, [typeof(T), typeof(object)])
            ?? throw new InvalidOperationException($"{typeof(T).Name} has neither a registered SingleStreamProjection nor a static Evolve({typeof(T).Name}?, object).");
        var next = evolve.CreateDelegate<Func<T?, object, T?>>();
        return (state, _, e) => next(state, e.Data);
    }
}
