using MassTransit;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Distribution.ServiceDefaults;

/// <summary>
/// Asks the broker itself whether each of this service's queues has a consumer. A broker that has just come back may
/// cancel consumers while its queues elect their leaders, and MassTransit 8.4.0 then calls itself healthy and consumes
/// nothing, for ever.
/// </summary>
internal sealed class Attendance(IConnection connection, string service)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    // A consumer may be absent for a moment while the bus repairs it by itself.
    private const int Most = 3;

    private long _askedAt = Environment.TickCount64;
    private int _absences;

    /// <summary>Whether a queue was found without a consumer several times in a row.</summary>
    public async Task<bool> IsBrokenAsync(BusHealthResult health)
    {
        if (Environment.TickCount64 - _askedAt < Interval.TotalMilliseconds)
            return false;
        _askedAt = Environment.TickCount64;
        _absences = await IsAnyQueueDesertedAsync(health) ? _absences + 1 : 0;
        return _absences >= Most;
    }

    /// <summary>The queues of a bus's consumers, without those of the bus itself.</summary>
    public static IEnumerable<string> QueuesOf(BusHealthResult health, string service) => health.Endpoints.Values
        .Select(endpoint => endpoint.InputAddress.AbsolutePath.Split('/')[^1])
        .Where(queue => queue.StartsWith($"{service}-", StringComparison.Ordinal));

    private async Task<bool> IsAnyQueueDesertedAsync(BusHealthResult health)
    {
        var queues = QueuesOf(health, service);
        try
        {
            await using var channel = await connection.CreateChannelAsync();
            foreach (var queue in queues)
            {
                if ((await channel.QueueDeclarePassiveAsync(queue)).ConsumerCount == 0)
                    return true;
            }

            return false;
        }
        catch (Exception fault) when (fault is RabbitMQClientException or OperationCanceledException or TimeoutException or IOException)
        {
            // A lost connection is seen by its owner; a queue that is not there has no consumer.
            return connection.IsOpen;
        }
    }
}
