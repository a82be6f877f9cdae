namespace Distribution.ServiceDefaults;

/// <summary>How far the publisher is behind the log, whichever replica runs it.</summary>
/// <param name="Head">The last event of the log.</param>
/// <param name="Place">The last event that is published for certain.</param>
internal sealed record PublisherLag(long Head, long Place)
{
    /// <summary>Events that are still to be published; numbers that were drawn and never used count as well.</summary>
    public long Events => Math.Max(0, Head - Place);

    public static async Task<PublisherLag> ReadAsync(IDocumentSession session, CancellationToken ct)
    {
        var head = await session.QueryAsync<long>("select coalesce(max(seq_id), 0) from mt_events", ct);
        var place = await session.QueryAsync<long>(
            "select coalesce(max(last_seq_id), 0) from mt_event_progression where name = ?", ct, $"{EventPublisher.Name}:All");
        return new(head.Single(), place.Single());
    }
}
