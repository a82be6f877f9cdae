using System.Collections.Concurrent;
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
        var refused = new ConcurrentBag<OutgoingMessage>();
        await Task.WhenAll(messages.Select(async message =>
        {
            var send = (Outgoing.Send)message.Outgoing;
            _queues.Add(send.RoutingKey);
            try
            {
                await PublishAsync(send.Exchange, message, ct);
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
        Task.WhenAll(messages.Select(message => PublishAsync($"{((Outgoing.Send)message.Outgoing).Exchange}-dead", message, ct)));

    public ValueTask DisposeAsync() => _channel.DisposeAsync();

    private async Task PublishAsync(string exchange, OutgoingMessage message, CancellationToken ct)
    {
        var send = (Outgoing.Send)message.Outgoing;
        var properties = new BasicProperties
        {
            Persistent = true,
            ContentType = "application/json",
            MessageId = message.Id.ToString(),
            Type = message.Urn,
            CorrelationId = message.Source.CorrelationId,
            Timestamp = new AmqpTimestamp(message.Source.Timestamp.ToUnixTimeSeconds()),
            AppId = _service,
            Headers = message.Headers(_service).ToDictionary(),
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(send.Message, send.Message.GetType(), HouseJson.Options);
        await _channel.BasicPublishAsync(exchange, send.RoutingKey, mandatory: true, properties, body, ct);
    }
}
