using System.Text.Json;
using Distribution.Contracts.Rules.Trust;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Tests.Trust;

/// <summary>Whoever has the broker, the gateway and the content store, and none of the platform's keys: the ten attacks that The Update Framework names, each on a running agent.</summary>
public class The_attacks_of_the_update_framework
{
    private const string Execute = "urn:message:Distribution.Contracts.TaskScheduling.V1:ExecuteTask";

    [Fact]
    public async Task Arbitrary_installation_is_refused_and_told_and_the_work_that_is_signed_goes_on()
    {
        await using var server = await PlayedServer.StartAsync("arbitrary");
        await using var agent = new AgentUnderTest(server).Start();
        using var stranger = SigningKey.Create();
        var unsigned = Count(server, agent, "unsigned");
        var strange = Count(server, agent, "strange");
        var ours = Count(server, agent, "ours");

        await server.SendRawAsync(Execute, Json(unsigned), null);
        await server.SendRawAsync(Execute, Json(strange), MessageSignature.Of(stranger, server.ComputerId, Execute, DateTimeOffset.UtcNow, Bytes(strange)));
        await server.SendRawAsync("urn:message:Distribution.Contracts.IdGroupPolicy.V1:TakeNewSecret", $$"""{"computerId":"{{server.ComputerId}}","orderedAt":"2026-03-01T12:00:00Z"}""", null);
        await server.SendAsync(ours);

        (await server.FinalOf(ours)).Text("state").ShouldBe("Succeeded", agent.Said);
        (await RefusalOf(server, unsigned)).ShouldContain("not signed");
        (await RefusalOf(server, strange)).ShouldContain("not among those of the root");
        Ran(agent).ShouldBe(["ours"]);
        server.Gateway.Rotations.ShouldBeEmpty();
        await Finding(server, "UntrustedMessage", "TakeNewSecret");
    }

    [Fact]
    public async Task Endless_data_is_not_looked_at()
    {
        await using var server = await PlayedServer.StartAsync("endless");
        await using var agent = new AgentUnderTest(server).Start();
        var ours = Count(server, agent, "ours");
        var endless = new string(' ', MessageSignature.LongestBody + 1);

        await server.SendRawAsync(Execute, endless, server.Signed(Execute, endless));
        await server.SendAsync(ours);

        (await server.FinalOf(ours)).Text("state").ShouldBe("Succeeded", agent.Said);
        await Finding(server, "UntrustedMessage", "are looked at");
        server.Gateway.Roots = new byte[RootChain.LongestBytes * 2];
        await agent.StopAsync();
        agent.Start();
        await Finding(server, "UntrustedRoot", "is none");
    }

    [Fact]
    public async Task Extraneous_dependencies_cannot_be_put_beside_what_was_signed()
    {
        await using var server = await PlayedServer.StartAsync("extraneous");
        await using var agent = new AgentUnderTest(server).Start();
        var task = Count(server, agent, "ours");
        var more = task with { Actions = [.. task.Actions, Do.Run(2, $"/bin/sh -c 'echo theirs >> {agent.InRoot("/count")}'")] };

        await server.SendRawAsync(Execute, Json(more), server.Signed(Execute, Json(task)));

        (await RefusalOf(server, task)).ShouldContain("was altered");
        Ran(agent).ShouldBeEmpty();
    }

    [Fact]
    public async Task Fast_forward_to_a_root_far_ahead_is_refused()
    {
        await using var server = await PlayedServer.StartAsync("fast-forward");
        var ceremony = new Ceremony();
        server.Gateway.Roots = ceremony.ToBytes();
        await using var agent = new AgentUnderTest(server).Start();
        await FirstOf(server, agent, ceremony);
        using var theirs = SigningKey.Create();
        // Even the root keys cannot: a version that is skipped hides what was decided in it.
        server.Gateway.Roots = new Ceremony().Offer(ceremony.Last with { Version = int.MaxValue }).ToBytes();
        var task = Count(server, agent, "theirs");
        await SendBy(server, theirs, task);

        (await RefusalOf(server, task)).ShouldContain("not among those of the root of version 1");
        await Finding(server, "UntrustedRoot", "Another root of version 1");
        server.Gateway.Roots = ceremony.Offer(ceremony.Last.With(theirs, TrustRoles.Tasks) with { Version = int.MaxValue }).ToBytes();
        await agent.StopAsync();
        agent.Start();
        await Finding(server, "UntrustedRoot", "only 2 may come");
        var again = Count(server, agent, "again");
        await SendBy(server, theirs, again);
        await RefusalOf(server, again);
        Ran(agent).ShouldBe(["first"]);
    }

    [Fact]
    public async Task Indefinite_freeze_ends_with_the_signature_and_with_the_root_while_the_agent_lives_on()
    {
        await using var server = await PlayedServer.StartAsync("freeze");
        var ceremony = new Ceremony(expires: DateTimeOffset.UtcNow.AddSeconds(-1));
        server.Gateway.Roots = ceremony.ToBytes();
        await using var agent = new AgentUnderTest(server).Start();
        var frozen = Count(server, agent, "frozen");
        await SendBy(server, ceremony.Tasks, frozen);

        (await RefusalOf(server, frozen)).ShouldContain("root of version 1 expired");
        await Finding(server, "RootExpired", "there is no later one");
        server.Gateway.Roots = ceremony.Offer(ceremony.Last.Next() with { ExpiresAt = DateTimeOffset.UtcNow.AddDays(1) }).ToBytes();
        await agent.StopAsync();
        agent.Start();
        await FirstOf(server, agent, ceremony);
        var old = Count(server, agent, "old");
        await server.SendRawAsync(Execute, Json(old), MessageSignature.Of(
            ceremony.Tasks, server.ComputerId, Execute, DateTimeOffset.UtcNow - MessageSignature.Lifetime, Bytes(old)));
        (await RefusalOf(server, old)).ShouldContain("signature expired");
        Ran(agent).ShouldBe(["first"]);
    }

    [Fact]
    public async Task A_malicious_mirror_cannot_bring_other_bytes_than_the_signed_ones()
    {
        await using var server = await PlayedServer.StartAsync("mirror");
        await using var agent = new AgentUnderTest(server).Start();
        var content = server.Content("tool.sh", "true"u8.ToArray());
        server.Gateway.Contents[content.Sha256] = "evil"u8.ToArray();
        var task = server.Task(Do.Run(1, "/bin/sh {file}", content: content));
        await server.SendAsync(task);

        var final = await server.FinalOf(task);
        (final.Text("state"), final.Text("error")).ShouldBe(("Failed", "Transfer"));
        server.Of(task).ShouldNotContain(report => report.Kind == "ActionStarted");
    }

    [Fact]
    public async Task Mix_and_match_of_signed_parts_is_refused()
    {
        await using var server = await PlayedServer.StartAsync("mix");
        await using var agent = new AgentUnderTest(server).Start();
        var (one, other) = (Count(server, agent, "one"), Count(server, agent, "other"));
        var cancel = JsonSerializer.Serialize(new CancelExecution(other.ExecutionId, other.TaskId, server.ComputerId, 1), PlayedServer.Json);

        await server.SendRawAsync(Execute, Json(one), server.Signed(Execute, Json(other)));
        // The same bytes under another type.
        await server.SendRawAsync(
            "urn:message:Distribution.Contracts.TaskScheduling.V1:CancelExecution", cancel, server.Signed(Execute, cancel));
        await server.SendAsync(other);

        (await RefusalOf(server, one)).ShouldContain("was altered");
        (await server.FinalOf(other)).Text("state").ShouldBe("Succeeded", agent.Said);
        await Finding(server, "UntrustedMessage", "CancelExecution");
    }

    [Fact]
    public async Task Rollback_to_an_old_root_or_an_old_attempt_changes_nothing()
    {
        await using var server = await PlayedServer.StartAsync("rollback");
        var ceremony = new Ceremony();
        using var next = SigningKey.Create();
        ceremony.Offer(ceremony.Last.Next().With(next, TrustRoles.Tasks).Without(ceremony.Tasks));
        server.Gateway.Roots = ceremony.ToBytes();
        await using var agent = new AgentUnderTest(server).Start();
        var task = Count(server, agent, "second") with { Attempt = 2 };
        await SendBy(server, next, task);
        await server.FinalOf(task);

        server.Gateway.Roots = ceremony.Before(2).ToBytes();
        var revoked = Count(server, agent, "revoked");
        await SendBy(server, ceremony.Tasks, revoked);
        await SendBy(server, next, task with { Attempt = 1 });
        await SendBy(server, next, task);

        (await RefusalOf(server, revoked)).ShouldContain("not among those of the root of version 2");
        await Finding(server, "UntrustedRoot", "goes by version 2 already");
        await agent.StopAsync();
        agent.Start();
        var last = Count(server, agent, "last");
        await SendBy(server, next, last);
        await server.FinalOf(last);
        Ran(agent).ShouldBe(["second", "last"]);
    }

    [Fact]
    public async Task Keys_below_the_threshold_decide_nothing()
    {
        await using var server = await PlayedServer.StartAsync("threshold");
        var ceremony = new Ceremony(rootKeys: 3, threshold: 2);
        server.Gateway.Roots = ceremony.ToBytes();
        await using var agent = new AgentUnderTest(server).Start();
        await FirstOf(server, agent, ceremony);
        using var theirs = SigningKey.Create();
        server.Gateway.Roots = ceremony.Offer(ceremony.Last.Next().With(theirs, TrustRoles.Tasks), ceremony.RootKeys[0]).ToBytes();
        var task = Count(server, agent, "theirs");
        await SendBy(server, theirs, task);

        (await RefusalOf(server, task)).ShouldContain("not among those");
        await Finding(server, "UntrustedRoot", "not signed by enough");
        Ran(agent).ShouldBe(["first"]);
    }

    [Fact]
    public async Task Wrong_software_that_was_signed_for_another_computer_is_refused()
    {
        await using var server = await PlayedServer.StartAsync("wrong");
        await using var agent = new AgentUnderTest(server).Start();
        var task = Count(server, agent, "wrong");
        await server.SendRawAsync(Execute, Json(task), MessageSignature.Of(
            PlayedServer.Keys[TrustRoles.Tasks], Guid.NewGuid(), Execute, DateTimeOffset.UtcNow, Bytes(task)));

        (await RefusalOf(server, task)).ShouldContain("made for another");
        Ran(agent).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stolen_key_is_obeyed_no_more_once_a_message_names_the_root_that_revoked_it()
    {
        await using var server = await PlayedServer.StartAsync("stolen");
        var ceremony = new Ceremony();
        server.Gateway.Roots = ceremony.ToBytes();
        await using var agent = new AgentUnderTest(server).Start();
        await FirstOf(server, agent, ceremony);
        using var next = SigningKey.Create();
        server.Gateway.Roots = ceremony.Offer(ceremony.Last.Next().With(next, TrustRoles.Tasks).Without(ceremony.Tasks)).ToBytes();
        var (theirs, ours) = (Count(server, agent, "theirs"), Count(server, agent, "ours"));
        await server.SendRawAsync(
            Execute, Json(theirs), MessageSignature.Of(ceremony.Tasks, server.ComputerId, Execute, DateTimeOffset.UtcNow, Bytes(theirs)), rootVersion: 2);
        await SendBy(server, next, ours);

        (await RefusalOf(server, theirs)).ShouldContain("not among those of the root of version 2");
        (await server.FinalOf(ours)).Text("state").ShouldBe("Succeeded", agent.Said);
        Ran(agent).ShouldBe(["first", "ours"]);
    }

    [Fact]
    public async Task An_order_that_is_replayed_is_not_carried_out_again()
    {
        await using var server = await PlayedServer.StartAsync("replayed");
        await using var agent = new AgentUnderTest(server).Start();
        const string order = "urn:message:Distribution.Contracts.IdGroupPolicy.V1:TakeNewSecret";
        var body = $$"""{"computerId":"{{server.ComputerId}}","orderedAt":"2026-03-01T12:00:00Z"}""";
        var signature = server.Signed(order, body);
        await server.SendRawAsync(order, body, signature);
        await Eventually.Holds(() => Task.FromResult(server.Gateway.Rotations.Count), count => count == 1, "it takes another secret");
        await server.SendRawAsync(order, body, signature);
        await server.SendRawAsync(order, body, server.Signed(order, body, DateTimeOffset.UtcNow.AddHours(-1)));
        var last = Count(server, agent, "last");
        await server.SendAsync(last);
        await server.FinalOf(last);
        server.Gateway.Rotations.Count.ShouldBe(1);
        await server.SendRawAsync(order, body, server.Signed(order, body));
        await Eventually.Holds(() => Task.FromResult(server.Gateway.Rotations.Count), count => count == 2, "a new order is carried out");
    }

    private static ExecuteTask Count(PlayedServer server, AgentUnderTest agent, string word) =>
        server.Task(Do.Run(1, $"/bin/sh -c 'echo {word} >> {agent.InRoot("/count")}'"));

    private static string[] Ran(AgentUnderTest agent) => File.Exists(agent.InRoot("/count")) ? File.ReadAllLines(agent.InRoot("/count")) : [];

    private static string Json(ExecuteTask task) => JsonSerializer.Serialize(task, PlayedServer.Json);

    private static byte[] Bytes(ExecuteTask task) => System.Text.Encoding.UTF8.GetBytes(Json(task));

    private static Task SendBy(PlayedServer server, SigningKey key, ExecuteTask task) =>
        server.SendRawAsync(Execute, Json(task), MessageSignature.Of(key, server.ComputerId, Execute, DateTimeOffset.UtcNow, Bytes(task)));

    // Until it goes by this root.
    private static async Task FirstOf(PlayedServer server, AgentUnderTest agent, Ceremony ceremony)
    {
        var first = Count(server, agent, "first");
        await SendBy(server, ceremony.Tasks, first);
        (await server.FinalOf(first)).Text("state").ShouldBe("Succeeded", agent.Said);
    }

    private static async Task<string> RefusalOf(PlayedServer server, ExecuteTask task)
    {
        var refused = await server.Report(task, "InstructionRefused");
        refused.Text("reason").ShouldBe("Untrusted");
        return refused.Text("detail");
    }

    private static Task<IReadOnlyList<Arrived>> Finding(PlayedServer server, string kind, string words) => Eventually.Holds(
        () => Task.FromResult(server.Findings), findings => findings.Any(f => f.Text("kind") == kind && f.Text("detail").Contains(words, StringComparison.Ordinal)),
        $"the finding {kind} with '{words}'");
}
