using Distribution.Contracts;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Tests;

public class An_agent_and_its_queue
{
    [Fact]
    public async Task What_must_not_run_does_not_and_the_server_is_told_why()
    {
        await using var server = await PlayedServer.StartAsync("refusals");
        await using var agent = new AgentUnderTest(server).Start();
        var count = agent.InRoot("/count");
        var twice = server.Task(Count(count, "twice"));
        var expired = server.Task(Count(count, "expired")) with { ExpiresAt = DateTimeOffset.UtcNow.AddMinutes(-1) };
        var foreign = server.Task(Count(count, "foreign")) with { ComputerId = Guid.NewGuid() };
        var recalled = server.Task(Count(count, "recalled"));
        var last = server.Task(Count(count, "last"));

        await server.SendAsync(new CancelExecution(recalled.ExecutionId, recalled.TaskId, server.ComputerId, 1));
        await server.SendRawAsync("urn:message:Distribution.Contracts.TaskScheduling.V1:ExecuteTask", "not json at all");
        await server.SendRawAsync(
            "urn:message:Distribution.Contracts.TaskScheduling.V1:ExecuteTask", $$"""{"executionId":"{{expired.TaskId}}","attempt":1,"actions":7}""");
        foreach (var task in new[] { twice, expired, foreign, twice, recalled, last, twice })
            await server.SendAsync(task);

        (await server.FinalOf(last)).Text("state").ShouldBe("Succeeded", agent.Said);
        (await server.Report(expired, "InstructionRefused")).Text("reason").ShouldBe("Expired");
        (await server.Report(foreign, "InstructionRefused")).Text("reason").ShouldBe("OtherComputer");
        (await server.Report(recalled, "InstructionRefused")).Text("reason").ShouldBe("Cancelled");
        server.Reports.Single(report => report.ExecutionId == expired.TaskId).Text("reason").ShouldBe("Malformed");
        (await File.ReadAllLinesAsync(count)).ShouldBe(["twice", "last"]);
        server.Deliveries.Count.ShouldBe(server.Reports.Count, "no report was told twice");
        var broker = await PrivateRabbitMq.SharedAsync();
        await Eventually.Holds(
            () => broker.Queues.MessagesAsync(server.VirtualHost), queues => queues[AgentQueue.DeadLetterExchange] == 1 && queues[AgentQueue.NameFor(server.ComputerId)] == 0,
            "the unreadable message is kept as a dead letter, and the queue is empty");
    }

    [Fact]
    public async Task A_cancel_stops_what_runs_and_what_waits_and_leaves_what_is_done()
    {
        await using var server = await PlayedServer.StartAsync("cancels");
        await using var agent = new AgentUnderTest(server).Start();
        var done = server.Task(Do.Run(1, "/bin/true"));
        var running = server.Task(Do.Run(1, "/bin/sleep 600", limit: 700), Do.Run(2, "/bin/true"));
        var waiting = server.Task(Do.Run(1, "/bin/true"));
        foreach (var task in new[] { done, running, waiting })
            await server.SendAsync(task);
        await server.Report(running, "ActionStarted");

        foreach (var task in new[] { waiting, done, running })
            await server.SendAsync(new CancelExecution(task.ExecutionId, task.TaskId, server.ComputerId, 1));

        (await server.FinalOf(waiting)).Text("state").ShouldBe("Cancelled");
        (await server.FinalOf(running)).Text("state").ShouldBe("Cancelled");
        server.Of(running).Single(report => report.Kind == "ActionFinished").Text("outcome").ShouldBe("Cancelled");
        server.Of(done).Single(report => report.Kind == "ExecutionFinished").Text("state").ShouldBe("Succeeded");
        server.Of(waiting).ShouldNotContain(report => report.Kind == "ActionStarted");
    }

    [Fact]
    public async Task A_long_installer_holds_up_neither_the_queue_nor_expiry_and_a_later_hour_is_waited_for()
    {
        await using var server = await PlayedServer.StartAsync("waits");
        await using var agent = new AgentUnderTest(server).Start();
        var gate = agent.InRoot("/gate");
        var slow = server.Task(Do.Run(1, "/bin/sh -c 'while [ ! -e {root}/gate ]; do sleep 0.1; done'"));
        var brief = server.Task(Do.Run(1, "/bin/true")) with { ExpiresAt = DateTimeOffset.UtcNow.AddSeconds(4) };
        var later = server.Task(Do.Place(1, server.Content("a.txt", "a"u8.ToArray()), "/srv")) with { NotBefore = DateTimeOffset.UtcNow.AddSeconds(6) };
        foreach (var task in new[] { slow, brief, later })
            await server.SendAsync(task);

        await server.Report(brief, "InstructionAccepted");
        await server.Report(later, "TransferFinished");
        (await server.FinalOf(brief)).Text("state").ShouldBe("Expired");
        server.Of(slow).ShouldNotContain(report => report.Kind == "ExecutionFinished");

        await File.WriteAllTextAsync(gate, "");
        (await server.FinalOf(slow)).Text("state").ShouldBe("Succeeded");
        await server.FinalOf(later);
        server.Of(later).Single(report => report.Kind == "ActionStarted").Body.GetProperty("at").GetDateTimeOffset().ShouldBeGreaterThanOrEqualTo(later.NotBefore!.Value);
    }

    [Fact]
    public async Task Content_that_the_server_has_not_or_has_wrong_fails_with_the_reason()
    {
        await using var server = await PlayedServer.StartAsync("wrong-content");
        await using var agent = new AgentUnderTest(server).Start();
        var content = server.Content("lost.deb", [1, 2, 3]);
        server.Gateway.Contents.Clear();
        var task = server.Task(Do.Install(1, content));
        await server.SendAsync(task);
        var final = await server.FinalOf(task);
        final.Text("state").ShouldBe("Failed");
        final.Text("reason").ShouldContain("404");
    }

    [Fact]
    public async Task A_retry_with_the_next_attempt_runs_again_and_each_attempt_has_its_own_reports()
    {
        await using var server = await PlayedServer.StartAsync("retries");
        await using var agent = new AgentUnderTest(server).Start();
        var task = server.Task(Do.Run(1, "/bin/sh -c 'test -e {root}/fixed'"));
        await server.SendAsync(task);
        (await server.FinalOf(task)).Text("state").ShouldBe("Failed");
        await File.WriteAllTextAsync(agent.InRoot("/fixed"), "");
        await server.SendAsync(task);
        await server.SendAsync(task with { Attempt = 2 });
        (await server.FinalOf(task with { Attempt = 2 })).Text("state").ShouldBe("Succeeded");
        server.Of(task).Count(report => report.Kind == "ExecutionFinished").ShouldBe(1);
    }

    [Fact]
    public async Task It_is_stopped_and_started_in_the_middle_of_an_installer_and_the_true_result_is_reported()
    {
        await using var server = await PlayedServer.StartAsync("restart");
        await using var agent = new AgentUnderTest(server).Start();
        var task = server.Task(Do.Run(1, "/bin/sh -c 'while [ ! -e {root}/gate ]; do sleep 0.1; done; echo ran >> {root}/count; exit 5'"));
        await server.SendAsync(task);
        await server.Report(task, "ActionStarted");
        await agent.StopAsync();
        await File.WriteAllTextAsync(agent.InRoot("/gate"), "");
        await Eventually.Holds(() => Task.FromResult(File.Exists(agent.InRoot("/count"))), there => there, "the installer went on by itself");

        agent.Start();

        (await server.FinalOf(task)).Text("state").ShouldBe("Failed");
        var action = server.Of(task).Single(report => report.Kind == "ActionFinished");
        (action.Text("outcome"), action.Text("exitCode")).ShouldBe(("Failed", "5"));
        (await File.ReadAllLinesAsync(agent.InRoot("/count"))).ShouldBe(["ran"]);
        server.Gateway.Enrolments.Count.ShouldBe(1);
    }

    private static ActionInstruction Count(string file, string word) => Do.Run(1, $"/bin/sh -c 'echo {word} >> {file}'");
}
