namespace Distribution.Agent.Tests;

/// <summary>An agent that is pinned to an authority, and servers that are its own or are not.</summary>
public sealed class TrustingOneAuthority : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new("authority");
    private readonly LocalAuthority own;
    private readonly LocalAuthority other;
    private PlayedServer server = null!;
    private TlsFront gateway = null!;
    private TlsFront broker = null!;

    public TrustingOneAuthority()
    {
        own = LocalAuthority.In(Path.Combine(folder.Path, "own"), "our authority");
        other = LocalAuthority.In(Path.Combine(folder.Path, "other"), "another authority");
    }

    public async ValueTask InitializeAsync()
    {
        server = await PlayedServer.StartAsync("authority");
        gateway = new(server.Gateway.Address.Port, own.Issue("gateway"));
        broker = new((await PrivateRabbitMq.SharedAsync()).Port, own.Issue("broker"));
        server.Gateway.Identity = server.Identity(broker.Port);
    }

    public async ValueTask DisposeAsync()
    {
        gateway.Dispose();
        broker.Dispose();
        await server.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData("foreign", "was issued by CN=another authority, which is none of the authorities in")]
    [InlineData("elsewhere", "is for another host than the one that was asked")]
    [InlineData("expired", "expired at")]
    [InlineData("early", "is valid from")]
    public async Task A_gateway_that_is_not_ours_is_told_nothing_and_the_log_says_why(string which, string reason)
    {
        gateway.Show(Wrong(which));
        await using var agent = Agent().Start();
        await Says(agent, reason);
        gateway.Received.ShouldBe(0);
        server.Gateway.Enrolments.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("foreign", "was issued by CN=another authority, which is none of the authorities in")]
    [InlineData("elsewhere", "is for another host than the one that was asked")]
    [InlineData("expired", "expired at")]
    public async Task Nor_is_a_broker_and_once_it_shows_a_good_certificate_the_work_goes_on(string which, string reason)
    {
        broker.Show(Wrong(which));
        await using var agent = Agent().Start();
        await Says(agent, reason);
        broker.Received.ShouldBe(0);

        broker.Show(own.Issue("renewed"));
        var task = server.Task(Do.Run(1, "/bin/true"));
        await server.SendAsync(task);
        (await server.FinalOf(task, TimeSpan.FromMinutes(2))).Text("state").ShouldBe("Succeeded", agent.Said);
    }

    [Fact]
    public async Task A_new_authority_beside_the_old_one_in_the_file_is_trusted_without_a_restart()
    {
        var trusted = Path.Combine(folder.Path, "trusted.pem");
        File.Copy(own.CertificateFile, trusted);
        await using var agent = Agent(trusted).Start();
        await Says(agent, "Connected to amqps://");

        await File.WriteAllTextAsync(trusted, await File.ReadAllTextAsync(own.CertificateFile) + "\n" + await File.ReadAllTextAsync(other.CertificateFile));
        broker.Show(other.Issue("rolled"));
        gateway.Show(other.Issue("rolled-gateway"));
        await agent.StopAsync();
        agent.Start();
        await Eventually.Holds(() => Task.FromResult(agent.Said), said => said.Split("Connected to amqps://").Length == 3, "it is connected again");
        var content = server.Content("word.txt", "word"u8.ToArray());
        var task = server.Task(Do.Place(1, content, "/srv"));
        await server.SendAsync(task);
        (await server.FinalOf(task)).Text("state").ShouldBe("Succeeded", "its content came from the gateway of the new authority");
    }

    [Fact]
    public async Task A_broker_without_TLS_is_not_spoken_to_and_the_server_is_asked_for_another()
    {
        server.Gateway.Identity = server.Identity();
        server.Gateway.Enrolled = () =>
        {
            // Asked again, it has got TLS.
            if (server.Gateway.Enrolments.Count > 1)
                server.Gateway.Identity = server.Identity(broker.Port);
            return Task.CompletedTask;
        };
        await using var agent = Agent().Start();
        await Says(agent, "is one without TLS, and this agent trusts only");
        await Says(agent, "Connected to amqps://");
        agent.Said.ShouldNotContain("Connected to amqp://");
        (await File.ReadAllTextAsync(Path.Combine(agent.Data, "identity.json"))).ShouldContain("amqps://", Case.Sensitive, "it is known after the next start, too");
    }

    [Fact]
    public async Task Without_a_file_whom_the_system_trusts_is_trusted_and_a_stranger_is_not()
    {
        await using var agent = new AgentUnderTest(new Uri($"https://127.0.0.1:{gateway.Port}"), authority: null).Start();
        await Says(agent, "cannot be reached for enrolment: The remote certificate is invalid");
        gateway.Received.ShouldBe(0);
    }

    private AgentUnderTest Agent(string? trusted = null) =>
        new(new Uri($"https://127.0.0.1:{gateway.Port}"), trusted ?? own.CertificateFile);

    private TlsFiles Wrong(string which)
    {
        var now = DateTimeOffset.UtcNow;
        return which switch
        {
            "foreign" => other.Issue(which),
            "elsewhere" => own.Issue(which, ["gateway.example"]),
            "expired" => own.Issue(which, from: now.AddDays(-2), until: now.AddDays(-1)),
            _ => own.Issue(which, from: now.AddDays(1), until: now.AddDays(2)),
        };
    }

    private static Task<string> Says(AgentUnderTest agent, string words) =>
        Eventually.Holds(() => Task.FromResult(agent.Said), said => said.Contains(words, StringComparison.Ordinal), $"the agent says '{words}'", TimeSpan.FromMinutes(1));
}
