using System.Diagnostics;
using System.Text.Json;
using Distribution.ServiceDefaults;
using RabbitMQ.Client;

namespace Distribution.Benchmarks.Dispatch;

/// <summary>What the bare client does with the same bodies and routing keys: pipelined, confirmed, a window of 1,000.</summary>
internal static class BareClient
{
    /// <summary>Publishes one body per routing key; the rate per second.</summary>
    public static async Task<double> PublishAsync(IConnection connection, string exchange, IReadOnlyList<(string Key, string Type, byte[] Body)> messages)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(messages.Chunk((messages.Count / 2) + 1).Select(async some =>
        {
            var window = new System.Threading.RateLimiting.ConcurrencyLimiter(new() { PermitLimit = 500, QueueLimit = int.MaxValue });
            await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true, window));
            await Task.WhenAll(some.Select(message => channel.BasicPublishAsync(
                exchange, message.Key, true, new BasicProperties { Persistent = true, Type = message.Type, ContentType = "application/json" }, message.Body).AsTask()));
        }));
        return messages.Count / watch.Elapsed.TotalSeconds;
    }

    public static byte[] Json(object message) => JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), HouseJson.Options);
}
