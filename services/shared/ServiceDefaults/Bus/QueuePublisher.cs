using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Distribution.ServiceDefaults;

/// <summary>
/// Publishes events and sends commands to single queues by the bare client, which does three times what MassTransit does:
/// what a hundred thousand computers are told, and what is told of them, is the hot edge of this house (broker, design 5).
/// </summary>
internal sealed class QueuePublisher(BrokerAddress address, ServiceName service, ILogger<QueuePublisher> logger, SignSent? sign = null) : IAsyncDisposable
{
    private const int Lanes = 2;
    private static readonly Counter<long> Undeliverable = Telemetry.Meter.CreateCounter<long>(
        "distribution.publisher.undeliverable", "{message}", "Commands that their queue refused or that had no queue.");

    // The longest that one full queue may hold up the others: about two seconds.
    private static readonly int[] Waits = [50, 200, 500, 1_000];

    private readonly SemaphoreSlim _one = new(1);
    private readonly QueueLane?[] _lanes = new QueueLane?[Lanes];
    private IConnection? _connection;

    /// <summary>Sends messages and returns when the broker has all of them; those that it refuses lie with the undeliverable ones.</summary>
    public async Task SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken ct)
    {
        if (messages.Count == 0)
            return;
        await _one.WaitAsync(ct);
        try
        {
            // One lane per routing key, so that one queue's messages keep their order; events are in no order that anybody may rely on.
            var byLane = messages.GroupBy(m =>
                (int)((uint)(m.RoutingKey.Length > 0 ? string.GetHashCode(m.RoutingKey, StringComparison.Ordinal) : m.Id.GetHashCode()) % Lanes));
            await Task.WhenAll(byLane.Select(async lane => await SendAsync(await LaneAsync(lane.Key, ct), [.. lane], ct)));
        }
        catch
        {
            // What is wrong with the connection is not worth finding out: the next attempt makes another.
            await CloseAsync();
            throw;
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _one.Dispose();
    }

    private async Task SendAsync(QueueLane lane, IReadOnlyList<OutgoingMessage> messages, CancellationToken ct)
    {
        var refused = await lane.SendAsync(messages, ct);
        foreach (var wait in Waits)
        {
            if (refused.Count == 0)
                return;
            await Task.Delay(wait, ct);
            refused = await lane.SendAsync(refused, ct);
        }

        foreach (var message in refused)
        {
            Undeliverable.Add(1, new KeyValuePair<string, object?>("messaging.destination.name", message.Exchange));
            logger.LogError(
                "Message {Id} ({Type}) for '{Key}' behind '{Exchange}' was refused and put with the undeliverable ones.",
                message.Id, message.Urn, message.RoutingKey, message.Exchange);
        }

        if (refused.Count > 0)
            await lane.SendToDeadAsync(refused, ct);
    }

    private async Task<QueueLane> LaneAsync(int number, CancellationToken ct)
    {
        if (_lanes[number] is { IsWorn: false } lane)
            return lane;
        if (_lanes[number] is { } worn)
            await worn.DisposeAsync();
        var connection = await ConnectionAsync(ct);
        return _lanes[number] = await QueueLane.OpenAsync(connection, service, sign, ct);
    }

    private async Task<IConnection> ConnectionAsync(CancellationToken ct)
    {
        lock (_lanes)
            _connecting ??= ConnectAsync(ct);
        return await _connecting;
    }

    private Task<IConnection>? _connecting;

    private async Task<IConnection> ConnectAsync(CancellationToken ct) => _connection = await new ConnectionFactory
    {
        Uri = address.Uri,
        ClientProvidedName = $"{service.Value}-publisher",
        AutomaticRecoveryEnabled = false,
    }.CreateConnectionAsync(ct);

    private async Task CloseAsync()
    {
        Array.Clear(_lanes);
        _connecting = null;
        if (_connection is not { } connection)
            return;
        _connection = null;
        try
        {
            await connection.DisposeAsync();
        }
        catch (Exception fault) when (fault is RabbitMQClientException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // It was broken already.
        }
    }
}
