using Distribution.Contracts;

namespace Distribution.Agent.Tests;

public class A_broker_that_goes_away
{
    [Fact]
    public async Task It_is_restarted_in_the_middle_and_the_result_arrives_afterwards_once()
    {
        await using var broker = await PrivateRabbitMq.StartAsync();
        await broker.ControlAsync("set_user_tags", "distribution", "administrator", "impersonator");
        await using var server = await PlayedServer.StartAsync("broker-restart", broker.UriOf());
        await using var agent = new AgentUnderTest(server).Start();
        var task = server.Task(Do.Run(1, "/bin/sh -c 'while [ ! -e {root}/gate ]; do sleep 0.1; done; echo ran >> {root}/count'"), Do.Run(2, "/bin/true"));
        await server.SendAsync(task);
        await server.Report(task, "ActionStarted");

        await broker.StopAsync();
        await File.WriteAllTextAsync(agent.InRoot("/gate"), "");
        await Eventually.Holds(
            () => Task.FromResult(agent.Said), said => said.Contains("is done: Succeeded", StringComparison.Ordinal), "the task ends while the broker is away");
        await broker.StartAgainAsync();
        await server.ConnectAsync();

        (await server.FinalOf(task, TimeSpan.FromMinutes(2))).Text("state").ShouldBe("Succeeded", agent.Said);
        server.Of(task).Select(report => report.Kind).ShouldBe(
            ["InstructionAccepted", "ActionStarted", "ActionFinished", "ActionStarted", "ActionFinished", "ExecutionFinished"]);
        (await File.ReadAllLinesAsync(agent.InRoot("/count"))).ShouldBe(["ran"]);
    }

    [Fact]
    public async Task Credentials_that_are_refused_are_tried_again_until_they_are_accepted()
    {
        await using var broker = await PrivateRabbitMq.StartAsync();
        await using var server = await PlayedServer.StartAsync("refused", broker.UriOf());
        var me = server.ComputerId.ToString("D");
        var identity = server.Gateway.Identity!;
        server.Gateway.Identity = identity with { Secret = "the secret", Broker = identity.Broker with { User = me } };
        await using var agent = new AgentUnderTest(server).Start();
        await Eventually.Holds(
            () => Task.FromResult(agent.Said), said => said.Contains("ACCESS_REFUSED", StringComparison.Ordinal), "the refusal is logged");

        await broker.ControlAsync("add_user", me, "the secret");
        await broker.ControlAsync("set_permissions", "-p", "/", me, "^$", $"^{AgentQueue.ReportExchange}$", $"^{AgentQueue.NameFor(server.ComputerId)}$");
        await broker.ControlAsync("set_topic_permissions", "-p", "/", me, AgentQueue.ReportExchange, $"^(report|contact)\\.{me}$", "^$");

        var task = server.Task(Do.Run(1, "/bin/true"));
        await server.SendAsync(task);
        var final = await server.FinalOf(task, TimeSpan.FromMinutes(2));
        (final.Text("state"), final.User, final.RoutingKey).ShouldBe(("Succeeded", me, AgentQueue.ReportRoutingKey(server.ComputerId)));
    }

    [Fact]
    public async Task It_says_that_it_is_connected_after_every_connection()
    {
        await using var server = await PlayedServer.StartAsync("contact");
        await using var agent = new AgentUnderTest(server).Start();
        var first = await server.NextContactAsync();
        (first.RoutingKey, first.Kind).ShouldBe((AgentQueue.ContactRoutingKey(server.ComputerId), "AgentConnected"));
        first.Text("agentVersion").ShouldNotBeEmpty();

        await agent.StopAsync();
        agent.Start();

        (await server.NextContactAsync()).MessageId.ShouldNotBe(first.MessageId);
    }

    [Fact]
    public async Task A_computer_whose_queue_is_gone_enrols_again_with_its_identity_and_goes_on()
    {
        await using var server = await PlayedServer.StartAsync("queue-gone");
        await using var agent = new AgentUnderTest(server).Start();
        await server.NextContactAsync();
        server.Gateway.Enrolled = server.DeclareComputersQueueAsync;

        await server.DeleteComputersQueueAsync();

        await server.NextContactAsync(TimeSpan.FromMinutes(1));
        server.Gateway.Enrolments.Count.ShouldBe(2);
        var (first, again) = (server.Gateway.Enrolments.First(), server.Gateway.Enrolments.Last());
        again.GetProperty("computerId").GetGuid().ShouldBe(server.ComputerId);
        again.GetProperty("name").GetString().ShouldBe(first.GetProperty("name").GetString());
        var task = server.Task(Do.Run(1, "/bin/true"));
        await server.SendAsync(task);
        (await server.FinalOf(task)).Text("state").ShouldBe("Succeeded");
    }

    [Fact]
    public async Task While_it_is_connected_it_says_so_again_and_again_under_the_next_number()
    {
        await using var server = await PlayedServer.StartAsync("signs-of-life");
        using var folder = new TemporaryFolder("signs-of-life");
        using var journal = Journals.Journal.Open(Path.Combine(folder.Path, "journal"), TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var answer = server.Identity();
        var identity = new Connections.CurrentIdentity(new(answer.ComputerId, answer.Secret, answer.Broker), Path.Combine(folder.Path, "identity"));
        var trust = new Agent.Trust.PinnedTrust(Path.Combine(folder.Path, "trust.json"));
        var staying = new Connections.StayConnected(
            identity, null, new(new(trust, _ => Task.FromResult(true), TimeProvider.System.GetUtcNow), trust, (_, _) => true), _ => Task.CompletedTask, journal, new(Path.Combine(folder.Path, "inventory.json")), () => { }, new(new Random(1)), TimeProvider.System, new AgentLog(null, TimeProvider.System),
            signsOfLife: TimeSpan.FromMilliseconds(100)).Run(stop.Token);

        var said = new[] { await server.NextContactAsync(), await server.NextContactAsync(), await server.NextContactAsync() };

        said.Select(contact => contact.Body.GetProperty("number").GetInt64()).ShouldBe([1, 2, 3]);
        said.Select(contact => contact.Body.GetProperty("stillConnected").GetBoolean()).ShouldBe([false, true, true]);
        said.Select(contact => contact.Text("instanceId")).Distinct().Count().ShouldBe(1);
        await stop.CancelAsync();
        await staying.ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
