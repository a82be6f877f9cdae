namespace Distribution.IdGroupPolicy.Policies;

/// <summary>Writes policies and the book of them together: what the book refuses is not written.</summary>
internal static class PolicyPen
{
    /// <summary>Decides on one policy; two that are set at once contend for the book only, so whoever was slower decides anew.</summary>
    /// <returns>The policy before and after; null where there is none.</returns>
    public static async Task<(Policy? Before, Policy? After)> WriteAsync(this OwnSessions sessions, Guid id, Func<Policy?, object[]> decide, CancellationToken ct) =>
        (await sessions.WriteAsync([(id, decide)], ct))[0];

    /// <summary>Decides on several, in their order; all of it is saved or nothing.</summary>
    /// <exception cref="CommandRefusedException">A policy would stand in the book twice, or there would be too many.</exception>
    public static Task<List<(Policy? Before, Policy? After)>> WriteAsync(
        this OwnSessions sessions, IReadOnlyList<(Guid Id, Func<Policy?, object[]> Decide)> changes, CancellationToken ct) =>
        sessions.SaveAsync(session => AppendAsync(session, changes, ct), ct);

    private static async Task<List<(Policy? Before, Policy? After)>> AppendAsync(
        IDocumentSession session, IReadOnlyList<(Guid Id, Func<Policy?, object[]> Decide)> changes, CancellationToken ct)
    {
        var batch = session.CreateBatchQuery();
        var reads = changes.Select(change => batch.Events.FetchForWriting<Policy>(change.Id)).ToList();
        var readBook = batch.Events.FetchForWriting<PolicyBook>(PolicyBook.TheOne);
        await batch.Execute(ct);
        var book = await readBook;
        var (state, written) = (book.Aggregate, new List<(Policy?, Policy?)>());
        foreach (var (change, read) in changes.Zip(reads))
        {
            var stream = await read;
            var events = change.Decide(stream.Aggregate);
            stream.AppendMany(events);
            var after = events.Aggregate(stream.Aggregate, Policy.Evolve);
            written.Add((stream.Aggregate, after));
            if (after is null)
                continue;
            var entries = PolicyBook.Follow(state, stream.Aggregate, after);
            state = entries.Aggregate(state, PolicyBook.Evolve);
            book.AppendMany(entries);
        }

        return written;
    }
}
