namespace Distribution.EventStore;

/// <summary>
/// Reads the whole log in order of sequence, behind the high-water mark, at least once: its place is kept after a page succeeded.
/// A page that throws is offered again, for ever, with growing waits.
/// </summary>
public interface ISubscription
{
    /// <summary>The name of its progress, kept as 'Name:All'.</summary>
    string Name { get; }

    /// <summary>Takes one page; returning means that none of it need ever be offered again.</summary>
    Task ProcessAsync(IReadOnlyList<IEvent> events, CancellationToken ct);
}
