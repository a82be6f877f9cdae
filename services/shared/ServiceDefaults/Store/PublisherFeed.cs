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
internal sealed class PublisherFeed(EventPublisher publisher) : ISubscription
{
    public string Name => EventPublisher.Name;

    public Task ProcessAsync(IReadOnlyList<IEvent> events, CancellationToken ct) => publisher.PublishAsync(events, ct);
}
#endif
