using Distribution.Contracts;
using RabbitMQ.Client;

namespace Distribution.TaskScheduling.Executions;

/// <summary>Declares what this service uses around the computers' queues; whoever starts first declares, the others find it.</summary>
internal static class AgentTopology
{
    /// <summary>Exchanges and the queues of the undelivered.</summary>
    public static async Task DeclareAsync(IChannel channel, CancellationToken ct)
    {
        foreach (var exchange in AgentQueue.Exchanges)
        {
            await channel.ExchangeDeclareAsync(
                exchange.Name, exchange.Type, durable: true, autoDelete: false, exchange.Arguments.ToDictionary(), cancellationToken: ct);
        }

        foreach (var undelivered in AgentQueue.UndeliveredQueues)
        {
            await channel.QueueDeclareAsync(
                undelivered.Name, durable: true, exclusive: false, autoDelete: false, undelivered.Arguments.ToDictionary(), cancellationToken: ct);
            await channel.QueueBindAsync(undelivered.Name, undelivered.BoundTo, "", cancellationToken: ct);
        }
    }
}
