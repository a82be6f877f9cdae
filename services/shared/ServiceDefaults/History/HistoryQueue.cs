using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Distribution.ServiceDefaults;

/// <summary>The queue into which services tell their history once more, for one listener that builds its tables anew.</summary>
public static class HistoryQueue
{
    // So much at most lies there: whoever tells waits for whoever listens, and the broker's disk holds no second copy of every log.
    private const int Most = 20_000;

    private const string EndType = "history-told";

    /// <summary>Declares it; one of a listener's replicas consumes at a time, so that an end is heard after all that it ends.</summary>
    public static async Task DeclareAsync(IChannel channel, string queue, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(channel);
        await channel.QueueDeclareAsync(
            queue, durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?>
            {
                ["x-queue-type"] = "quorum",
                ["x-single-active-consumer"] = true,
                ["x-max-length"] = Most,
                ["x-overflow"] = "reject-publish",
            },
            cancellationToken: ct);
    }

    /// <summary>The same on a connection of its own.</summary>
    public static async Task DeclareAsync(BrokerAddress address, string queue, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(address);
        await using var connection = await new ConnectionFactory { Uri = address.Uri, AutomaticRecoveryEnabled = false }.CreateConnectionAsync(ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        await DeclareAsync(channel, queue, ct);
    }

    /// <summary>Whether a service says that it has told everything; the service is the message's AppId.</summary>
    public static bool IsEnd(Delivered message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Properties.Type == EndType;
    }

    /// <summary>Removes it, and its queue of what could not be taken when that is empty.</summary>
    public static async Task RemoveAsync(BrokerAddress address, string queue, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(address);
        try
        {
            await using var connection = await new ConnectionFactory { Uri = address.Uri, AutomaticRecoveryEnabled = false }.CreateConnectionAsync(ct);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
            await channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false, cancellationToken: ct);
            if (await channel.MessageCountAsync($"{queue}_error", ct) == 0)
                await channel.QueueDeleteAsync($"{queue}_error", ifUnused: false, ifEmpty: false, cancellationToken: ct);
        }
        catch (Exception fault) when (fault is RabbitMQClientException or IOException)
        {
            // Another replica has removed it, or the broker is away and it stays there, of use to nobody and harmless.
        }
    }

    internal static BasicProperties End(string service) =>
        new() { Persistent = true, Type = EndType, AppId = service, ContentType = "application/json" };
}
