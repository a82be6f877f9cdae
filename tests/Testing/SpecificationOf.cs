namespace Distribution.Testing;

/// <summary>Given what happened, when this is decided, then these events follow: a rule of one aggregate in one sentence.</summary>
/// <param name="evolve">The aggregate's Evolve.</param>
public abstract class SpecificationOf<T>(Func<T?, object, T?> evolve)
    where T : class
{
    /// <summary>What happened so far, oldest first; nothing is a stream that does not exist.</summary>
    protected Situation<T> Given(params object[] events) => new(evolve, events);
}

/// <summary>A state reached through events.</summary>
public sealed class Situation<T>
    where T : class
{
    private readonly Func<T?, object, T?> _evolve;

    internal Situation(Func<T?, object, T?> evolve, IReadOnlyList<object> events) => (_evolve, Events) = (evolve, events);

    internal IReadOnlyList<object> Events { get; }

    internal T? State => Events.Aggregate((T?)null, _evolve);

    /// <summary>Decides; what a decision throws is kept for <see cref="Decided{T}.ThenRefused"/>.</summary>
    public Decided<T> When(Func<T?, IEnumerable<object>> decide)
    {
        try
        {
            return new(this, decide, [.. decide(State)], null);
        }
        // Kept, not swallowed: every Then but the ones about refusals throws it again.
#pragma warning disable CA1031
        catch (Exception refusal)
#pragma warning restore CA1031
        {
            return new(this, decide, [], refusal);
        }
    }

    /// <summary>Looks at the state itself.</summary>
    public void ThenState(Action<T?> look) => look(State);

    internal Situation<T> And(IEnumerable<object> events) => new(_evolve, [.. Events, .. events]);
}
