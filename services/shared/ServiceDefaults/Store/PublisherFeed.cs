namespace Distribution.ServiceDefaults;

/// <summary>What the store's daemon feeds with the log, page by page, at least once (street, step 4).</summary>
#if MARTEN
internal sealed class PublisherFeed(EventPublisher publisher) : Marten.Subscriptions.SubscriptionBase
{
    public override async Task<Marten.Services.IChangeListener> ProcessEventsAsync(
        EventRange page, Marten.Subscriptions.ISubscriptionController controller, IDocumentOperations operations, CancellationToken cancellationToken)
    {
        await publisher.PublishAsync(page.Events, cancellationToken);
        return Marten.Services.NullChangeListener.Instance;
    }
}
#else
internal sealed class PublisherFeed(EventPublisher publisher, SealAudit audit) : ISubscription
{
    public string Name => EventPublisher.Name;

    public async Task ProcessAsync(IReadOnlyList<IEvent> events, CancellationToken ct)
    {
        await audit.SealAsync(events, ct);
        await publisher.PublishAsync(events, ct);
    }
}
#endif

/// <summary>Reads stretches of the log up to what was published: behind it no event is still to come.</summary>
#if MARTEN
internal sealed class LogReader(IDocumentStore store)
{
    private const int PageSize = 1_000;

    public async Task<long> PublishedAsync(CancellationToken ct) =>
        (await store.Advanced.AllProjectionProgress(token: ct)).FirstOrDefault(shard => shard.ShardName == $"{EventPublisher.Name}:All")?.Sequence ?? 0;

    public async Task<(IReadOnlyList<IEvent> Events, long Place)> ReadAsync(long after, long upTo, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var events = await session.Events.QueryAllRawEvents()
            .Where(e => e.Sequence > after && e.Sequence <= upTo).OrderBy(e => e.Sequence).Take(PageSize).ToListAsync(ct);
        return (events, events.Count == PageSize ? events[^1].Sequence : upTo);
    }
}
#else
internal sealed class LogReader(DocumentStore store)
{
    public Task<long> PublishedAsync(CancellationToken ct) => store.ReadProgressAsync(EventPublisher.Name, ct);

    public Task<(IReadOnlyList<IEvent> Events, long Place)> ReadAsync(long after, long upTo, CancellationToken ct) => store.ReadLogAsync(after, upTo, ct);
}
#endif
