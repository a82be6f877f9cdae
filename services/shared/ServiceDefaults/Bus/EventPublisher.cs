using System.Diagnostics;
using MassTransit;

namespace Distribution.ServiceDefaults;

/// <summary>
/// Tells the world what happened (street, steps 4 and 5): takes the log page by page, maps each event, publishes with
/// confirms. A page is done when the broker has taken all of it; after a crash or a failure it is published again.
/// So a message may come twice, with the same id, and never not at all.
/// </summary>
internal sealed class EventPublisher(
    Func<IEvent, IEnumerable<Outgoing>> map, ServiceName service, LivingBus living, QueuePublisher queues, PublisherState state)
{
    public const string Name = "EventPublisher";

    // Unconfirmed messages at a time; enough to hide the way to the broker and back.
    private const int Window = 1_000;

    // A broker that went away may leave a publish without an answer for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task PublishAsync(IReadOnlyList<IEvent> page, CancellationToken ct)
    {
        var messages = page.SelectMany(source => OutgoingMessage.Of(source, map)).ToList();
        try
        {
            foreach (var window in messages.Chunk(Window))
                await PublishAsync(window, ct);
            state.Published(page[^1].Sequence, messages.Count);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            state.Failed(fault);
            throw;
        }
    }

    private async Task PublishAsync(OutgoingMessage[] window, CancellationToken ct)
    {
        var (bus, lost) = living.Current;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, lost);
        limit.CancelAfter(Patience);
        var published = Task.WhenAll(window.Where(m => m.Outgoing is Outgoing.Publish).Select(m => PublishAsync(bus, m, limit.Token)));
        var sent = queues.SendAsync([.. window.Where(m => m.Outgoing is Outgoing.Send)], limit.Token);
        await Task.WhenAll(published, sent).WaitAsync(Patience + TimeSpan.FromSeconds(5), limit.Token);
    }

    private async Task PublishAsync(IBus bus, OutgoingMessage message, CancellationToken ct)
    {
        // The span belongs to the trace of the request that the event came from, not to the daemon's.
        using var activity = ActivityContext.TryParse(message.TraceParent, null, out var trace)
            ? Telemetry.Source.StartActivity($"publish {message.Outgoing.Message.GetType().Name}", ActivityKind.Producer, trace)
            : null;
        var body = message.Outgoing.Message;
        await bus.Publish(body, body.GetType(), Pipe.Execute<PublishContext>(context => Describe(message, context)), ct);
    }

    private void Describe(OutgoingMessage message, PublishContext context)
    {
        context.MessageId = message.Id;
        foreach (var (name, value) in message.Headers(service.Value))
            context.Headers.Set(name, value);
        if (context.TryGetPayload<RabbitMqSendContext>(out var sent) && sent.BasicProperties is { } properties)
        {
            properties.Type = message.Urn;
            properties.CorrelationId = message.Source.CorrelationId;
        }

        if (Guid.TryParse(message.Source.CorrelationId, out var correlation))
            context.CorrelationId = correlation;
    }
}
