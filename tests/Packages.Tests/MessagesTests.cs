using System.Text.Json;
using Distribution.Contracts.Packages.V1;
using RabbitMQ.Client;

namespace Distribution.Packages.Tests;

public sealed class MessagesTests(PackagesService packages)
{
    [Fact]
    public async Task Every_change_of_a_package_is_told_to_whoever_listens()
    {
        await using var connection = await new ConnectionFactory { Uri = packages.Service.BrokerUri }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var queue = (await channel.QueueDeclareAsync()).QueueName;
        foreach (var message in (string[])[nameof(PackageRegistered), nameof(PackageEdited), nameof(PackageRemoved)])
        {
            var exchange = $"Distribution.Contracts.Packages.V1:{message}";
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
            await channel.QueueBindAsync(queue, exchange, "");
        }

        var package = await packages.Register(CatalogueTests.Unique("told"));
        using var edit = await packages.Patch(package.Id, new { softwareVersion = "2" });
        using var removal = await packages.Client.DeleteAsync($"/packages/{package.Id}");

        List<JsonElement> told = [];
        await Eventually.Holds(
            async () =>
            {
                while (await channel.BasicGetAsync(queue, autoAck: true) is { } message)
                {
                    var body = JsonDocument.Parse(message.Body).RootElement;
                    if (body.GetProperty("packageId").GetGuid() == package.Id)
                        told.Add(body);
                }

                return told.Count;
            },
            count => count == 3,
            "three messages");
        told.Select(message => message.GetProperty("streamVersion").GetInt64()).ShouldBe([1, 2, 3], ignoreOrder: true);
        var registered = told.Single(message => message.TryGetProperty("registeredAt", out _)).GetProperty("definition");
        registered.GetProperty("name").GetString().ShouldBe(package.Name);
        registered.GetProperty("kind").GetString().ShouldBe("Software");
        registered.GetProperty("contentSha256").GetString().ShouldBe(package.ContentSha256);
    }
}
