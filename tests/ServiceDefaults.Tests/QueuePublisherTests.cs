using Distribution.ServiceDefaults.Tests.Sample;
using RabbitMQ.Client;

namespace Distribution.ServiceDefaults.Tests;

public sealed class QueuePublisherTests
{
    [Fact]
    public async Task A_command_reaches_its_queue_as_plain_JSON_and_one_that_a_queue_refuses_holds_up_nobody()
    {
        await using var service = await ServiceUnderTest.StartAsync(SampleService.Build, ("Logging:LogLevel:Default", "None"));
        await using var client = await BrokerClient.ConnectAsync(service.BrokerUri);
        await client.Channel.ExchangeDeclareAsync("lamps", ExchangeType.Direct, durable: true);
        await client.Channel.ExchangeDeclareAsync("lamps-dead", ExchangeType.Fanout, durable: true);
        await DeclareAsync(client, "lamps-dead", "lamps-dead", new() { ["x-queue-type"] = "quorum" });
        await DeclareAsync(client, "lamps", "full", new() { ["x-max-length"] = 1, ["x-overflow"] = "reject-publish" });
        await DeclareAsync(client, "lamps", "free", []);
        var lamp = Guid.CreateVersion7();

        // Each event makes two commands: the second finds the queue full; 'nowhere' has no queue at all.
        foreach (var queue in new[] { "full", "nowhere", "free" })
            (await service.Client.PostAsync(new Uri($"/lamps/{lamp}/command/{queue}", UriKind.Relative), null)).EnsureSuccessStatusCode();

        var (first, body) = await client.TakeAsync("free");
        body.ShouldBe($"{{\"lampId\":\"{lamp}\"}}");
        first.BasicProperties.ContentType.ShouldBe("application/json");
        first.BasicProperties.Type.ShouldBe("urn:message:Distribution.Contracts.Sample.V1:SwitchLamp");
        var (second, _) = await client.TakeAsync("free");
        second.BasicProperties.MessageId.ShouldBe(DeterministicId.Of("message", first.BasicProperties.MessageId!, "1").ToString());
        await Eventually.Holds(() => client.MessagesAsync("lamps-dead"), n => n == 3, "one refused and two unroutable commands lie with the dead ones");
        (await client.MessagesAsync("full")).ShouldBe(1u);
    }

    private static async Task DeclareAsync(BrokerClient client, string exchange, string queue, Dictionary<string, object?> arguments)
    {
        await client.Channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments);
        await client.Channel.QueueBindAsync(queue, exchange, queue);
    }
}
