using System.Buffers;
using System.Text.Json;
using RabbitMQ.Client;

namespace Distribution.ServiceDefaults;

/// <summary>One channel that publishes with confirms, up to 1,000 unconfirmed at a time. One caller at a time.</summary>
internal sealed class QueueLane : IAsyncDisposable
{
    // A channel keeps state for flow control of every queue that it has published to (broker, throughput).
    private const int MostQueues = 10_000;
    private const int Window = 1_000;

    private readonly IChannel _channel;
    private readonly Confirms _confirms;
    private readonly string _service;
    private readonly SignSent? _sign;
    private readonly HashSet<string> _queues = [];
    private readonly HashSet<string> _exchanges = [];
    private readonly ArrayBufferWriter<byte> _body = new(4_096);
    private readonly Utf8JsonWriter _json;

    private QueueLane(IChannel channel, string service, SignSent? sign)
    {
        (_channel, _service, _sign, _confirms) = (channel, service, sign, new Confirms(channel));
        _json = new Utf8JsonWriter(_body, new JsonWriterOptions { Encoder = HouseJson.Options.Encoder, SkipValidation = true });
    }

    /// <summary>Whether another channel should take its place.</summary>
    public bool IsWorn => _queues.Count > MostQueues || !_channel.IsOpen;

    public static async Task<QueueLane> OpenAsync(IConnection connection, ServiceName service, SignSent? sign, CancellationToken ct)
    {
        var options = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false);
        return new(await connection.CreateChannelAsync(options, ct), service.Value, sign);
    }

    /// <summary>Sends in order and answers what the broker refused or could not route; anything else that goes wrong throws.</summary>
    public async Task<IReadOnlyList<OutgoingMessage>> SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken ct)
    {
        // An event may be told before anybody has ever listened; its exchange is declared as MassTransit declares it.
        foreach (var exchange in messages.Where(m => m.Outgoing is not Outgoing.Send).Select(m => m.Exchange).Distinct().Where(_exchanges.Add))
            await _channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: ct);
        var isRefused = await PublishAllAsync(messages, static message => message.Exchange, ct);
        // In their old order: a queue's messages must not overtake each other on the second attempt.
        return [.. messages.Where((message, place) => isRefused(place, message.Id.ToString()))];
    }

    /// <summary>Puts messages that could not be delivered where somebody finds them: the exchange '(exchange)-dead'.</summary>
    /// <exception cref="IOException">The broker refused them there too.</exception>
    public async Task SendToDeadAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken ct)
    {
        var isRefused = await PublishAllAsync(messages, static message => $"{message.Exchange}-dead", ct);
        if (messages.Where((message, place) => isRefused(place, message.Id.ToString())).Any())
            throw new IOException("The broker refused what could not be delivered.");
    }

    /// <summary>Says into a queue that this service's history is told; returns when the broker has it.</summary>
    /// <exception cref="IOException">The queue is gone or full.</exception>
    public async Task SendEndAsync(string queue, CancellationToken ct)
    {
        await _confirms.BeginAsync(1, ct);
        _confirms.Open();
        await _channel.BasicPublishAsync("", queue, mandatory: true, HistoryQueue.End(_service), ReadOnlyMemory<byte>.Empty, ct);
        await _confirms.WaitAsync(0, ct);
        if (_confirms.Refusals()(0, ""))
            throw new IOException($"The queue {queue} did not take the end.");
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _json.DisposeAsync();
    }

    private async Task<Func<int, string, bool>> PublishAllAsync(
        IReadOnlyList<OutgoingMessage> messages, Func<OutgoingMessage, string> exchangeOf, CancellationToken ct)
    {
        await _confirms.BeginAsync(messages.Count, ct);
        foreach (var message in messages)
        {
            // Half of the window at once, and not one for one: each wait is a change of threads.
            if (_confirms.Open() > Window)
                await _confirms.WaitAsync(Window / 2, ct);
            if (message.RoutingKey.Length > 0)
                _queues.Add(message.RoutingKey);
            await PublishAsync(exchangeOf(message), message, ct);
        }

        await _confirms.WaitAsync(0, ct);
        return _confirms.Refusals();
    }

    private async ValueTask PublishAsync(string exchange, OutgoingMessage message, CancellationToken ct)
    {
        // The span belongs to the trace of the request that the event came from, not to the daemon's.
        using var activity = Spans.Publish(message.Outgoing.Message.GetType().Name, message.TraceParent);
        var properties = new BasicProperties
        {
            Persistent = true,
            ContentType = "application/json",
            MessageId = message.Id.ToString(),
            Type = message.Urn,
            CorrelationId = message.Source.CorrelationId,
            Timestamp = new AmqpTimestamp(message.Source.Timestamp.ToUnixTimeSeconds()),
            AppId = _service,
            Headers = message.Headers(_service, activity?.Id),
        };
        // The client copies the body into its frames, so that the next message may use the same memory.
        _body.ResetWrittenCount();
        _json.Reset();
        JsonSerializer.Serialize(_json, message.Outgoing.Message, message.Outgoing.Message.GetType(), HouseJson.Options);
        await _json.FlushAsync(ct);
        if (_sign is not null && message.Outgoing is Outgoing.Send send)
        {
            foreach (var (name, value) in _sign(send, message.Urn, message.Source.Timestamp, _body.WrittenMemory))
                properties.Headers![name] = value;
        }

        // An event that nobody listens to is no fault; a command without a queue is.
        await _channel.BasicPublishAsync(exchange, message.RoutingKey, mandatory: message.Outgoing is Outgoing.Send, properties, _body.WrittenMemory, ct);
    }
}
