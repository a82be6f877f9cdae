using System.Text.Json;
using Distribution.Contracts;
using Distribution.Contracts.Agents.V1;
using Distribution.IdGroupPolicy.Inventory;
using Distribution.ServiceDefaults;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Distribution.IdGroupPolicy.Tests.Inventory;

/// <summary>Says inventories as computers do, on a service's broker.</summary>
internal sealed class AgentsVoice : IAsyncDisposable
{
    private readonly IConnection _connection;

    private AgentsVoice(IConnection connection, IChannel channel) => (_connection, Channel) = (connection, channel);

    public IChannel Channel { get; }

    /// <summary>Answers once the service listens.</summary>
    public static async Task<AgentsVoice> OfAsync(ServiceUnderTest service)
    {
        var connection = await new ConnectionFactory { Uri = service.BrokerUri }.CreateConnectionAsync();
        var voice = new AgentsVoice(connection, await connection.CreateChannelAsync(new CreateChannelOptions(true, true)));
        await Eventually.Holds(voice.IsHeardAsync, heard => heard, "inventories are taken");
        return voice;
    }

    public async Task SayAsync(Guid computerId, InventoryReported said) => await Channel.BasicPublishAsync(
        AgentQueue.ReportExchange, AgentQueue.InventoryRoutingKey(computerId), mandatory: true,
        new BasicProperties { Type = $"urn:message:Distribution.Contracts.Agents.V1:{nameof(InventoryReported)}", Persistent = true },
        JsonSerializer.SerializeToUtf8Bytes(said, HouseJson.Options));

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    // The queue of what is put aside is declared after the other is bound.
    private async Task<bool> IsHeardAsync()
    {
        await using var channel = await _connection.CreateChannelAsync();
        try
        {
            await channel.QueueDeclarePassiveAsync($"{RecordInventories.Queue}_error");
            return true;
        }
        catch (OperationInterruptedException)
        {
            return false;
        }
    }
}
