using System.Text.Json.Nodes;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Distribution.Journeys.Tests;

/// <summary>A street of its own, in which nothing is said in plain text.</summary>
[Collection(StreetCollection.Name)]
public sealed class Everything_over_TLS(WholeStreet whole, ITestOutputHelper output) : Journey(whole, output), IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new("tls-street");
    private Street _street = null!;

    protected override Street Street => _street;

    public async ValueTask InitializeAsync() => _street = await Street.StartAsync(new StreetOptions { Folder = _folder.Path, Tls = true });

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _street.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Work_is_done_strangers_are_kept_out_secrets_rotate_and_certificates_are_renewed()
    {
        JourneyGroup group = null!;
        await Step("two computers enrol into a group", async () => group = await GroupOf("a", "b"));
        await Step("software and files reach them", () => Distribute(group, "first"));
        await Step("nobody is heard without TLS", NothingInPlainText);
        await Step("an agent that trusts another authority says why and tells nothing", async () =>
        {
            var stranger = LocalAuthority.In(Path.Combine(_folder.Path, "stranger"), "a stranger's authority");
            var computer = new StreetComputer($"{Unique}-stranger", Path.Combine(_folder.Path, "stranger"), Street.Logs, Street.Gateway, Street.Keys.RootFile, stranger.CertificateFile);
            await using (computer)
            {
                computer.TurnOn(group.Key);
                await Eventually.Holds(
                    () => Task.FromResult(File.Exists(computer.Log) ? File.ReadAllText(computer.Log) : ""),
                    said => said.Contains("which is none of the authorities in", StringComparison.Ordinal), "the agent refuses the gateway");
                (await Api.ComputersAsync()).Keys.ShouldNotContain(computer.Name);
            }
        });
        await Step("a computer takes another secret", async () =>
        {
            var computer = group.Computers[0];
            var before = SecretOf(computer);
            await Api.PostAsync($"computers/{group.Ids[computer.Name]}/secret-rotation", new { });
            await Eventually.Holds(() => Task.FromResult(SecretOf(computer)), secret => secret != before, "the secret is another");
            await computer.TurnOffAsync();
            computer.TurnOn();
        });
        await Step("gateway and broker get new certificates of the same authority", async () =>
        {
            Street.Renew("gateway");
            Street.Renew("rabbitmq");
            await Street.Program("gateway").StopAsync();
            await Street.Broker.StopAsync();
            await Street.StartWhatIsDownAsync();
        });
        await Step("and the work goes on with the new secret and the new certificates", () => Distribute(group, "second"));
    }

    private async Task Distribute(JourneyGroup group, string name)
    {
        var software = await Software(name);
        var files = await Files(name, $"/srv/{name}", ("one.txt", "1\n"));
        var task = await Api.CreateTaskAsync($"{Unique} {name}", [software.PackageId], [files], groupIds: [group.Id]);
        await All(task, 2, "Succeeded", seconds: 180);
        foreach (var computer in group.Computers)
        {
            await IsInstalled(computer, software);
            File.ReadAllText(Path.Combine(computer.Root, $"srv/{name}/one.txt")).ShouldBe("1\n");
        }

        await NothingWasLost(task, 2);
    }

    private async Task NothingInPlainText()
    {
        using var http = new HttpClient();
        await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync(new UriBuilder(Street.Gateway) { Scheme = "http" }.Uri));
        await Should.ThrowAsync<BrokerUnreachableException>(() => new ConnectionFactory { Uri = new UriBuilder(Street.BrokerUri) { Scheme = "amqp" }.Uri }.CreateConnectionAsync());
        var plain = new NpgsqlConnectionStringBuilder(Street.Postgres.ConnectionString("packages")) { SslMode = SslMode.Disable, Pooling = false };
        await using var database = new NpgsqlConnection(plain.ToString());
        (await Should.ThrowAsync<PostgresException>(() => database.OpenAsync())).SqlState.ShouldBe("28000", "PostgreSQL lets nobody in without TLS");
    }

    private static string SecretOf(StreetComputer computer) =>
        (string)JsonNode.Parse(File.ReadAllText(Path.Combine(computer.Data, "identity.json")))!["secret"]!;
}
