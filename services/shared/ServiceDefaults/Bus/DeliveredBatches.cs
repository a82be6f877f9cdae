using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Distribution.ServiceDefaults;

/// <summary>One message as it came from the broker.</summary>
public sealed record Delivered(ulong Tag, string RoutingKey, IReadOnlyBasicProperties Properties, byte[] Body);

/// <summary>A message that cannot be taken, and why.</summary>
public sealed record Refused(Delivered Message, string Reason);

/// <summary>
/// Takes a queue's messages by the bare client in batches, by count or after 50 ms (broker, design 6). A batch is acknowledged when
/// its handler has returned, that is, after its commit; what the handler refuses goes to the queue's '_error' queue with the reason.
/// A broken connection is made again; unacknowledged messages then come again, which decides nothing twice.
/// </summary>
/// <param name="size">Most messages of one batch; twice as many are held in memory.</param>
public sealed class DeliveredBatches(BrokerAddress address, string queue, string clientName, ILogger logger, ushort size = 1_000)
{
    private static readonly Counter<long> Consumed = Telemetry.Meter.CreateCounter<long>(
        "messaging.client.consumed.messages", "{message}", "Messages that were taken and acknowledged.");

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Declares a durable quorum queue of messages that come so. A broker that counts deliveries would drop a message after many
    /// broken connections; so it is put aside and not dropped.
    /// </summary>
    public static Task DeclareQueueAsync(IChannel channel, string queue, CancellationToken ct) => channel.QueueDeclareAsync(
        queue, durable: true, exclusive: false, autoDelete: false,
        new Dictionary<string, object?>
        {
            ["x-queue-type"] = "quorum",
            ["x-dead-letter-exchange"] = "",
            ["x-dead-letter-routing-key"] = $"{queue}_error",
        },
        cancellationToken: ct);

    /// <summary>Serves until cancelled.</summary>
    public async Task RunAsync(
        Func<IChannel, CancellationToken, Task> declare, Func<IReadOnlyList<Delivered>, CancellationToken, Task<IReadOnlyList<Refused>>> handle,
        CancellationToken ct)
    {
        var pause = TimeSpan.FromSeconds(1);
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await ServeAsync(declare, handle, () => pause = TimeSpan.FromSeconds(1), ct);
            }
            // Whatever it was, trying again is all that can help: a service that stopped listening would lose nothing, but say nothing.
#pragma warning disable CA1031
            catch (Exception fault) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                logger.LogWarning("Queue {Queue} is served again in {Pause}: {Reason}", queue, pause, fault.Message);
                await Task.Delay(pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task ServeAsync(
        Func<IChannel, CancellationToken, Task> declare, Func<IReadOnlyList<Delivered>, CancellationToken, Task<IReadOnlyList<Refused>>> handle,
        Action succeeded, CancellationToken ct)
    {
        var factory = new ConnectionFactory { Uri = address.Uri, ClientProvidedName = clientName, AutomaticRecoveryEnabled = false };
        await using var connection = await factory.CreateConnectionAsync(ct);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), ct);
        await declare(channel, ct);
        var quorum = new Dictionary<string, object?> { ["x-queue-type"] = "quorum" };
        await channel.QueueDeclareAsync($"{queue}_error", durable: true, exclusive: false, autoDelete: false, quorum, cancellationToken: ct);
        // The next batch is at hand while this one is saved.
        await channel.BasicQosAsync(0, (ushort)(2 * size), global: false, ct);

        var arrived = Channel.CreateUnbounded<Delivered>(new UnboundedChannelOptions { SingleReader = true });
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, e) =>
        {
            // The client uses the body's memory again, and the properties lie in it too.
            arrived.Writer.TryWrite(new Delivered(e.DeliveryTag, e.RoutingKey, new BasicProperties(e.BasicProperties), e.Body.ToArray()));
            return Task.CompletedTask;
        };
        consumer.UnregisteredAsync += (_, _) => Complete("The queue was deleted.");
        channel.ChannelShutdownAsync += (_, e) => Complete(e.ReplyText);
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer, ct);
        while (await NextAsync(arrived.Reader, ct) is { } batch)
        {
            foreach (var refused in await handle(batch, ct))
                await PutAsideAsync(channel, refused, ct);
            await channel.BasicAckAsync(batch[^1].Tag, multiple: true, ct);
            Consumed.Add(batch.Count, new("messaging.system", "rabbitmq"), new("messaging.destination.name", queue));
            succeeded();
        }

        Task Complete(string reason)
        {
            arrived.Writer.TryComplete(new IOException(reason));
            return Task.CompletedTask;
        }
    }

    private async Task<List<Delivered>?> NextAsync(ChannelReader<Delivered> arrived, CancellationToken ct)
    {
        if (!await arrived.WaitToReadAsync(ct))
            return null;
        var batch = new List<Delivered>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            do
            {
                while (batch.Count < size && arrived.TryRead(out var message))
                    batch.Add(message);
            }
            while (batch.Count < size && await arrived.WaitToReadAsync(patience.Token));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The time is up: what has come is the batch.
        }

        return batch;
    }

    private async Task PutAsideAsync(IChannel channel, Refused refused, CancellationToken ct)
    {
        logger.LogWarning("A message of {Queue} is put aside: {Reason}", queue, refused.Reason);
        var properties = new BasicProperties(refused.Message.Properties) { Persistent = true };
        // The broker vouches for user ids, and this message is now ours.
        properties.ClearUserId();
        properties.Headers = new Dictionary<string, object?>(properties.Headers ?? new Dictionary<string, object?>())
        {
            ["reason"] = refused.Reason,
            ["original-routing-key"] = refused.Message.RoutingKey,
            ["original-user-id"] = refused.Message.Properties.UserId ?? "",
        };
        await channel.BasicPublishAsync("", $"{queue}_error", mandatory: true, properties, refused.Message.Body, ct);
    }
}
