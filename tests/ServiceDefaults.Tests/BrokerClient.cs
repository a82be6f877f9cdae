using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Distribution.ServiceDefaults.Tests;

/// <summary>Speaks with a virtual host as any program in any language would.</summary>
internal sealed class BrokerClient : IAsyncDisposable
{
    private readonly IConnection _connection;

    private BrokerClient(IConnection connection, IChannel channel) => (_connection, Channel) = (connection, channel);

    public IChannel Channel { get; private set; }

    public static async Task<BrokerClient> ConnectAsync(Uri uri)
    {
        var connection = await new ConnectionFactory { Uri = uri }.CreateConnectionAsync();
        return new(connection, await connection.CreateChannelAsync());
    }

    public Task PublishAsync(string exchange, string routingKey, string body, BasicProperties? properties = null) =>
        Channel.BasicPublishAsync(exchange, routingKey, mandatory: true, properties ?? new(), Encoding.UTF8.GetBytes(body)).AsTask();

    public async Task<(BasicGetResult Message, string Body)> TakeAsync(string queue)
    {
        var message = await Eventually.Holds(() => TryTakeAsync(queue), m => m is not null, $"a message lies in {queue}");
        return (message!, Encoding.UTF8.GetString(message!.Body.Span));
    }

    /// <summary>How many consumers a queue has; 0 when it is not there.</summary>
    public async Task<uint> ConsumersAsync(string queue)
    {
        try
        {
            return (await Channel.QueueDeclarePassiveAsync(queue)).ConsumerCount;
        }
        catch (OperationInterruptedException)
        {
            Channel = await _connection.CreateChannelAsync();
            return 0;
        }
    }

    public Task<uint> MessagesAsync(string queue) => Channel.MessageCountAsync(queue);

    // An error queue is not there before the first error.
    private async Task<BasicGetResult?> TryTakeAsync(string queue)
    {
        try
        {
            return await Channel.BasicGetAsync(queue, autoAck: true);
        }
        catch (OperationInterruptedException)
        {
            Channel = await _connection.CreateChannelAsync();
            return null;
        }
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();
}
