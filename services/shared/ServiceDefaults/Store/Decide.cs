namespace Distribution.ServiceDefaults;

/// <summary>Load, decide, append, save: the one way from a command to events (street, steps 2 and 3).</summary>
public static class Decisions
{
    /// <summary>Decides on a stream's state (null when the stream does not exist) and saves what was decided.</summary>
    /// <exception cref="ConcurrencyException">Another writer was faster; nothing was saved.</exception>
    public static Task Decide<T>(this IDocumentSession session, Guid id, Func<T?, IEnumerable<object>> decide, CancellationToken ct)
        where T : class => session.Decide(id, null, decide, ct);

    /// <summary>The same for a caller who has seen a version (null: whichever it is): a stale one saves nothing.</summary>
    /// <exception cref="ConcurrencyException">The stream is at another version, or another writer was faster.</exception>
    public static async Task Decide<T>(
        this IDocumentSession session, Guid id, long? expectedVersion, Func<T?, IEnumerable<object>> decide, CancellationToken ct)
        where T : class
    {
        var stream = await session.Events.FetchForWriting<T>(id, ct);
        // A stream that does not exist is the decision's to refuse: 'unknown' says more than 'stale'.
        if (expectedVersion is { } expected && stream.Aggregate is not null && stream.CurrentVersion != expected)
            stream = await session.Events.FetchForWriting<T>(id, expected, ct);
        stream.AppendMany(decide(stream.Aggregate));
        await session.SaveChangesAsync(ct);
    }
}
