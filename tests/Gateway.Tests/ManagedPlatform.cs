using System.Net.Http.Json;
using System.Text.Json;
using Distribution.Contracts;
using Distribution.Contracts.Agents.V1;
using Distribution.ServiceDefaults;
using RabbitMQ.Client;

namespace Distribution.Gateway.Tests;

/// <summary>A platform with nothing but the real id-group-policy and the real reporting behind the real gateway, once for the tests of a class.</summary>
public sealed class ManagedPlatform : IAsyncLifetime
{
    private ServiceUnderTest _service = null!;
    private ServiceUnderTest _reporting = null!;
    private ServiceUnderTest _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await ServiceUnderTest.StartAsync(IdGroupPolicy.Program.Build);
        _reporting = await ServiceUnderTest.StartAsync(Reporting.Program.Build, ("RabbitMq:Uri", _service.BrokerUri.ToString()));
        await Eventually.Holds(_reporting.ReadinessAsync, answer => !answer.Contains("Unhealthy", StringComparison.Ordinal), "reporting listens");
        _gateway = await ServiceUnderTest.StartAsync(
            Proxy.Program.Build, ("Services:IdGroupPolicy", _service.Address.ToString()), ("Services:Reporting", _reporting.Address.ToString()), ("RabbitMq:Uri", "none"),
            ("Access:FirstKey", GatewayBefore.ApiKey));
        await GatewayBefore.LetsInAsync(_gateway.Services);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.ShouldHoldNoFailuresAsync();
        await _gateway.DisposeAsync();
        await _reporting.DisposeAsync();
        await _service.DisposeAsync();
    }

    internal Task<Terminal.Ran> Run(params string[] arguments) => Terminal.Run(_gateway.Address, arguments);

    /// <summary>Runs a command that must succeed, and answers what it says as JSON.</summary>
    internal async Task<JsonElement> Json(params string[] arguments)
    {
        var ran = await Run([.. arguments, "--json"]);
        ran.ShouldSucceed();
        return JsonDocument.Parse(ran.Output).RootElement;
    }

    /// <summary>A computer that has enrolled and said what it consists of.</summary>
    internal async Task<Guid> Computer(string name, params string[] software)
    {
        var key = (await Json("enrolment-key", "create")).GetProperty("key").GetString();
        using var enrolled = await _gateway.Client.PostAsJsonAsync(
            new Uri("/api/enrolments", UriKind.Relative), new { key, name, operatingSystem = "linux", architecture = "x64" });
        enrolled.EnsureSuccessStatusCode();
        var id = (await enrolled.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("computerId").GetGuid();
        var facts = new InventoryFacts(
            new HardwareFacts("LENOVO", "20XW", "PF2ABCDE", "Intel Core i7", 8, 16L << 30), "Debian GNU/Linux", "12", "x64",
            [new DiskFacts("/", 500L << 30, 200L << 30)], [new NetworkFacts("eth0", "00:1b:44:11:3a:b7", ["10.1.2.3"])], "anna", "Europe/Berlin", "corp.example", "1.4.0");
        var said = new InventoryReported(
            Guid.NewGuid(), 1, null, DateTimeOffset.UtcNow, facts, [.. software.Select(title => new SoftwareItem(title, "1.0", "Somebody", null, "x64"))], []);
        await using var connection = await new ConnectionFactory { Uri = _service.BrokerUri }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await channel.BasicPublishAsync(
            AgentQueue.ReportExchange, AgentQueue.InventoryRoutingKey(id), mandatory: true,
            new BasicProperties { Type = $"urn:message:Distribution.Contracts.Agents.V1:{nameof(InventoryReported)}", Persistent = true },
            JsonSerializer.SerializeToUtf8Bytes(said, HouseJson.Options));
        await Eventually.Holds(
            async () => (await _service.Client.GetFromJsonAsync<JsonElement>(new Uri($"/computers/{id}/inventory", UriKind.Relative))).GetProperty("softwareCount").GetInt32(),
            count => count == software.Length, $"the inventory of {name} is known");
        return id;
    }
}
