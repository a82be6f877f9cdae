using Microsoft.Extensions.DependencyInjection;

namespace Distribution.ServiceDefaults;

/// <summary>
/// Tells the world what happened (street, steps 4 and 5): takes the log page by page, maps each event, publishes with
/// confirms. A page is done when the broker has taken all of it; after a crash or a failure it is published again.
/// So a message may come twice, with the same id, and never not at all.
/// </summary>
internal sealed class EventPublisher(PublisherMap map, LivingBus living, QueuePublisher queues, PublisherState state)
{
    public const string Name = "EventPublisher";

    // Messages of which the broker must have all before any more are handed to it.
    private const int Most = 10_000;

    // A broker that went away may leave a publish without an answer for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task PublishAsync(IReadOnlyList<IEvent> page, CancellationToken ct)
    {
        try
        {
            var messages = await map.MessagesOfAsync(page, ct);
            foreach (var some in messages.Chunk(Most))
                await PublishAsync(some, ct);
            state.Published(page[^1].Sequence, messages.Count);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            state.Failed(fault);
            throw;
        }
    }

    private async Task PublishAsync(OutgoingMessage[] messages, CancellationToken ct)
    {
        // Not before the bus has bound this service's own queues: what it tells itself would go nowhere.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, living.Lost);
        limit.CancelAfter(Patience);
        await queues.SendAsync(messages, limit.Token).WaitAsync(Patience + TimeSpan.FromSeconds(5), limit.Token);
    }
}

/// <summary>What a stretch of the log says to the world, by the service's own map.</summary>
internal sealed class PublisherMap(
    IServiceScopeFactory scopes, Func<IReadOnlyList<IEvent>, IDocumentSession, CancellationToken, Task<Func<IEvent, IEnumerable<Outgoing>>>> mapOf)
{
    public async Task<List<OutgoingMessage>> MessagesOfAsync(IReadOnlyList<IEvent> page, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return OutgoingMessage.Of(page, await mapOf(page, scope.ServiceProvider.GetRequiredService<IDocumentSession>(), ct));
    }
}
