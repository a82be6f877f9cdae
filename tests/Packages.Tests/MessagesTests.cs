using System.Text.Json;
using Distribution.Contracts.Packages.V1;
using RabbitMQ.Client;

namespace Distribution.Packages.Tests;

public sealed class MessagesTests(PackagesService packages)
{
    [Fact]
    public void A_message_carries_the_whole_definition_with_the_product_code_filled_in()
    {
        const string code = "{0A1B2C3D-0000-0000-0000-00000000000A}";
        var stored = new Catalogue.PackageAttributes(
            "n", "1", Catalogue.PackageKind.Software, "a.zip", new string('a', 64), 1, "x", "msiexec /x {productCode} /qn", "s", null, 60)
        {
            Publisher = "p", Description = "d", Folder = "f", OperatingSystems = ["linux"], Architectures = ["x64"], InnerPath = "i", ProductCode = code, UpgradeCode = code,
            ExitCodes = new([0, 7], null, null, [5]), WorkingDirectory = "/", Environment = new Dictionary<string, string> { ["A"] = "1" },
            Restart = Catalogue.RestartBehaviour.Always, RunAs = Catalogue.RunAs.SessionUser,
            ExternalPrograms = new(OnError: new("y {productCode}", Catalogue.OnProgramError.Continue, 5, Catalogue.OnProgramTimeOut.Continue)),
            SystemConditions = new(1, "/", 2, Catalogue.Comparison.Less, "10", Catalogue.Comparison.GreaterOrEqual),
            SoftwareConditions = new(Catalogue.JudgedBy.All, [new("o", true, Catalogue.Comparison.NotEqual, "2")]),
            PackageConditions = new(Catalogue.JudgedBy.All, [new(Guid.Empty, false)]), DependsOn = [Guid.Empty], Supersedes = [Guid.Empty],
            IconSha256 = new string('b', 64), Notes = "o",
            BlockingProcesses = new(["p"], Catalogue.WhenBlocked.Fail, 5),
        };
        var told = Catalogue.Definitions.Of(stored);
        told.UninstallCommand.ShouldBe($"msiexec /x {code} /qn");
        told.ExternalPrograms!.OnError!.Command.ShouldBe($"y {code}");
        foreach (var property in typeof(PackageDefinition).GetProperties().Where(property => property.Name != "DestinationFolder"))
            property.GetValue(told).ShouldNotBeNull(property.Name);
        // By name and value, the rest of the settings says the same in both forms.
        foreach (var part in (string[])["SystemConditions", "SoftwareConditions", "PackageConditions", "BlockingProcesses", "Restart", "RunAs", "Environment", "DependsOn"])
            Json(typeof(PackageDefinition).GetProperty(part)!.GetValue(told)).ShouldBe(Json(typeof(Catalogue.PackageDetails).GetProperty(part)!.GetValue(stored)));
        told.ExitCodes!.RestartNeeded.ShouldBeEmpty();
        told.ExitCodes.RetryLater.ShouldBe([5]);
    }

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

    private static string Json(object? value) => JsonSerializer.Serialize(value, ServiceDefaults.HouseJson.Options);
}
