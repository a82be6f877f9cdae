using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Distribution.ServiceDefaults.Tests;

/// <summary>Speaks with a virtual host as any program in any language would.</summary>
internal sealed class BrokerClient : IAsyncDisposable
{
    private readonly ConnectionFactory _factory;
    private IConnection _connection = null!;

    private BrokerClient(Uri uri) => _factory = new() { Uri = uri, AutomaticRecoveryEnabled = false };

    public IChannel Channel { get; private set; } = null!;

    public static async Task<BrokerClient> ConnectAsync(Uri uri)
    {
        var client = new BrokerClient(uri);
        await client.OpenAsync();
        return client;
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
            await ReopenAsync();
            return 0;
        }
    }

    public Task<uint> MessagesAsync(string queue) => Channel.MessageCountAsync(queue);

    // An error queue is not there before the first error; while it is being made, the broker closes even the connection that asks for it.
    private async Task<BasicGetResult?> TryTakeAsync(string queue)
    {
        try
        {
            return await Channel.BasicGetAsync(queue, autoAck: true);
        }
        catch (OperationInterruptedException)
        {
            await ReopenAsync();
            return null;
        }
    }

    private async Task OpenAsync()
    {
        _connection = await _factory.CreateConnectionAsync();
        Channel = await _connection.CreateChannelAsync();
    }

    private async Task ReopenAsync()
    {
        await _connection.DisposeAsync();
        await OpenAsync();
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();
}
