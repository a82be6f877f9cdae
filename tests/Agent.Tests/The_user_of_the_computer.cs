using System.Text.Json;
using Distribution.Agent.Users;
using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Tests;

public class The_user_of_the_computer
{
    [Fact]
    public async Task He_is_told_puts_it_off_holds_work_and_takes_what_is_offered()
    {
        await using var server = await PlayedServer.StartAsync("user");
        await using var agent = new AgentUnderTest(server).Start();
        var offer = server.Task(Do.Install(1, server.Content("editor.sh", "touch $DISTRIBUTION_ROOT/editor"u8.ToArray()))) with { TaskName = "Editor", Parameters = new(Offer: true) };
        await server.SendAsync(offer);
        (await server.Report(offer, "ExecutionWaiting")).Text("for").ShouldBe("User");
        (await Say(agent, "offers")).ShouldBe((0, "Editor is offered: distribution-agent install \"Editor\"\n"));

        var screen = new StringWriter();
        var notices = new List<string>();
        using var session = new CancellationTokenSource();
        using var helper = new UserScreen(UserPipe.Of(agent.Data), TextWriter.Synchronized(screen), Noted, TimeProvider.System).Run(TextReader.Null, session.Token);
        await Shown("Editor is offered");
        var asked = server.Task(Do.Run(1, "/bin/sh -c 'touch {root}/asked'"))
            with { TaskName = "Office", Parameters = new(User: new("Office comes.", CountdownSeconds: 600, Postponements: 1)) };
        await server.SendAsync(asked);
        await Shown("Office comes. It begins in");
        notices.ShouldHaveSingleItem().ShouldStartWith("Office comes.");
        (await Say(agent, "postpone", "off")).Said.ShouldContain("Office is put off until");
        (await Say(agent, "postpone", "off")).ShouldBe((1, "Office cannot be put off any more.\n"));
        (await Say(agent, "hold")).Said.ShouldContain("Office");
        (await Say(agent, "hold")).Code.ShouldBe(1);
        (await Say(agent, "resume")).Code.ShouldBe(0);

        (await Say(agent, "install", "Editor")).Code.ShouldBe(0);
        (await server.FinalOf(offer)).Text("state").ShouldBe("Succeeded", agent.Said);
        File.Exists(agent.InRoot("/editor")).ShouldBeTrue();
        (await Say(agent, "offers")).Said.ShouldBe("Nothing is offered to this computer.\n");
        server.Of(asked).ShouldNotContain(report => report.Kind == "ActionStarted");
        (await Say(agent, "begin", "Office")).Code.ShouldBe(0);
        (await server.FinalOf(asked)).Text("state").ShouldBe("Succeeded", agent.Said);
        await session.CancelAsync();
        await helper;

        bool Noted(string text)
        {
            notices.Add(text);
            return true;
        }

        Task Shown(string text) => Eventually.Holds(() => Task.FromResult(screen.ToString()), said => said.Contains(text, StringComparison.Ordinal), $"the session shows: {text}");
    }

    [Fact]
    public async Task A_stranger_who_speaks_to_the_agent_changes_nothing()
    {
        await using var server = await PlayedServer.StartAsync("stranger");
        await using var agent = new AgentUnderTest(server).Start();
        var plain = server.Task(Do.Run(1, "/bin/true")) with { NotBefore = DateTimeOffset.UtcNow.AddHours(1) };
        await server.SendAsync(plain);
        await server.Report(plain, "ExecutionWaiting");
        var place = UserPipe.Of(agent.Data);
        (await UserPipe.Ask(place, new("look")))!.Items.ShouldBeEmpty("a task without a word to the user is not shown");
        (await UserPipe.Ask(place, new("postpone", $"{plain.ExecutionId}")))!.Refusal.ShouldNotBeNull();
        (await UserPipe.Ask(place, new("begin", $"{plain.ExecutionId}")))!.Refusal.ShouldNotBeNull();
        (await UserPipe.Ask(place, new("cancel", $"{plain.ExecutionId}")))!.Refusal.ShouldBe("'cancel' is not understood.");
        (await UserPipe.Ask(place, new("look", new string('x', 10_000)))).ShouldBeNull("a line that is too long is not read");
        (await UserPipe.Ask(place, new("look"))).ShouldNotBeNull();
        server.Of(plain).ShouldNotContain(report => report.Kind == "ActionStarted");
    }

    [Fact]
    public async Task A_package_waits_until_the_programs_that_block_it_have_ended_and_gives_up_when_it_is_told_to()
    {
        await using var server = await PlayedServer.StartAsync("blocked");
        await using var agent = new AgentUnderTest(server).Start();
        // A name that no other process of this machine has.
        var name = $"writer{Guid.NewGuid():N}"[..14];
        var program = Path.Combine(agent.Root, name);
        File.Copy("/bin/sleep", program);
        using var writer = System.Diagnostics.Process.Start(program, "600");
        var waits = server.Task(Blocked(WhenBlocked.Wait));
        var asks = server.Task(Blocked(WhenBlocked.Ask)) with { TaskName = "Ask" };
        var fails = server.Task(Blocked(WhenBlocked.Fail));
        foreach (var task in new[] { waits, asks, fails })
            await server.SendAsync(task);
        try
        {
            (await server.Report(waits, "ExecutionWaiting")).Text("for").ShouldBe("User");
            (await server.FinalOf(fails)).Text("reason").ShouldBe($"Action 1 (Run 1): Not begun while these run: {name}.exe.");
            server.Of(fails).Single(report => report.Kind == "ExecutionFinished").Text("error").ShouldBe("NotStarted");
            await server.Report(asks, "ExecutionWaiting");
            (await UserPipe.Ask(UserPipe.Of(agent.Data), new("begin", "Ask")))!.Refusal.ShouldBeNull();
            (await server.FinalOf(asks)).Text("state").ShouldBe("Succeeded", agent.Said);
            server.Of(waits).ShouldNotContain(report => report.Kind == "ActionStarted");
        }
        finally
        {
            writer.Kill();
        }
        (await server.FinalOf(waits)).Text("state").ShouldBe("Succeeded", agent.Said);

        ActionInstruction Blocked(WhenBlocked then) => Do.Run(1, "/bin/true") with { Settings = new(BlockingProcesses: new([name + ".exe"], then)) };
    }

    [Fact]
    public async Task Content_that_cannot_be_had_yet_is_told_before_anything_is_fetched()
    {
        await using var server = await PlayedServer.StartAsync("probe");
        await using var agent = new AgentUnderTest(server);
        var away = true;
        server.Gateway.Misbehave = (context, _) =>
        {
            if (away)
                context.Response.StatusCode = 503;
            return Task.FromResult(away);
        };
        agent.Start();
        var task = server.Task(Do.Place(1, server.Content("a.txt", "a"u8.ToArray()), "/srv"));
        await server.SendAsync(task);
        var probe = await server.Report(task, "ProbeFinished");
        (probe.Text("reachable"), probe.Text("detail")).ShouldBe(("False", $"The server answered 503 for {task.Actions[0].Content!.Path}."));
        server.Of(task).ShouldNotContain(report => report.Kind == "TransferStarted");
        away = false;
        (await server.FinalOf(task)).Text("state").ShouldBe("Succeeded", agent.Said);
        JsonSerializer.Serialize(server.Of(task).Select(report => report.Kind)).ShouldContain("\"ProbeStarted\",\"ProbeFinished\",\"TransferStarted\",\"TransferFinished\"");
    }

    private static async Task<(int Code, string Said)> Say(AgentUnderTest agent, string verb, string? what = null)
    {
        var console = new StringWriter();
        var options = new AgentOptions(null, agent.Data, null, null, "session");
        return (await UserVerbs.Say(options, verb, what, console), console.ToString().ReplaceLineEndings("\n"));
    }
}
