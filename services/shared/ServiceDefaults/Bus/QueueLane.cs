using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Threading.RateLimiting;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Distribution.ServiceDefaults;

/// <summary>One channel that publishes with confirms, up to 500 unconfirmed at a time.</summary>
internal sealed class QueueLane : IAsyncDisposable
{
    // A channel keeps state for flow control of every queue that it has published to (broker, throughput).
    private const int MostQueues = 10_000;
    private const int Window = 500;

    private readonly IChannel _channel;
    private readonly string _service;
    private readonly HashSet<string> _queues = [];
    private readonly HashSet<string> _exchanges = [];

    private QueueLane(IChannel channel, string service) => (_channel, _service) = (channel, service);

    /// <summary>Whether another channel should take its place.</summary>
    public bool IsWorn => _queues.Count > MostQueues || !_channel.IsOpen;

    public static async Task<QueueLane> OpenAsync(IConnection connection, ServiceName service, CancellationToken ct)
    {
        var window = new ConcurrencyLimiter(new() { PermitLimit = Window, QueueLimit = int.MaxValue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
        var options = new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: window);
        return new(await connection.CreateChannelAsync(options, ct), service.Value);
    }

    /// <summary>Sends in order and answers what the broker refused or could not route; anything else that goes wrong throws.</summary>
    public async Task<IReadOnlyList<OutgoingMessage>> SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken ct)
    {
        // An event may be told before anybody has ever listened; its exchange is declared as MassTransit declares it.
        foreach (var exchange in messages.Where(m => m.Outgoing is not Outgoing.Send).Select(m => m.Exchange).Distinct().Where(_exchanges.Add))
            await _channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: ct);
        var refused = new ConcurrentBag<OutgoingMessage>();
        await Task.WhenAll(messages.Select(async message =>
        {
            if (message.RoutingKey.Length > 0)
                _queues.Add(message.RoutingKey);
            try
            {
                await PublishAsync(message.Exchange, message, ct);
            }
            // A closed channel throws other exceptions.
            catch (PublishException) when (_channel.IsOpen)
            {
                refused.Add(message);
            }
        }));
        // In their old order: a queue's messages must not overtake each other on the second attempt.
        return refused.IsEmpty ? [] : [.. messages.Where(refused.Contains)];
    }

    /// <summary>Puts messages that could not be delivered where somebody finds them: the exchange '(exchange)-dead'.</summary>
    public Task SendToDeadAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken ct) =>
        Task.WhenAll(messages.Select(message => PublishAsync($"{message.Exchange}-dead", message, ct)));

    /// <summary>Says into a queue that this service's history is told; returns when the broker has it.</summary>
    public async Task SendEndAsync(string queue, CancellationToken ct) =>
        await _channel.BasicPublishAsync("", queue, mandatory: true, HistoryQueue.End(_service), ReadOnlyMemory<byte>.Empty, ct);

    public ValueTask DisposeAsync() => _channel.DisposeAsync();

    private async Task PublishAsync(string exchange, OutgoingMessage message, CancellationToken ct)
    {
        // The span belongs to the trace of the request that the event came from, not to the daemon's.
        using var activity = ActivityContext.TryParse(message.TraceParent, null, out var trace)
            ? Telemetry.Source.StartActivity($"publish {message.Outgoing.Message.GetType().Name}", ActivityKind.Producer, trace)
            : null;
        var properties = new BasicProperties
        {
            Persistent = true,
            ContentType = "application/json",
            MessageId = message.Id.ToString(),
            Type = message.Urn,
            CorrelationId = message.Source.CorrelationId,
            Timestamp = new AmqpTimestamp(message.Source.Timestamp.ToUnixTimeSeconds()),
            AppId = _service,
            Headers = message.Headers(_service),
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(message.Outgoing.Message, message.Outgoing.Message.GetType(), HouseJson.Options);
        // An event that nobody listens to is no fault; a command without a queue is.
        await _channel.BasicPublishAsync(exchange, message.RoutingKey, mandatory: message.Outgoing is Outgoing.Send, properties, body, ct);
    }
}
