using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Tests;

public class A_computer_that_starts_and_goes_down
{
    [Fact]
    public async Task What_was_put_off_runs_at_the_start_and_at_the_shutdown_and_says_that_it_waits()
    {
        await using var server = await PlayedServer.StartAsync("timing");
        await using var agent = new AgentUnderTest(server);
        agent.StartOn("monday");
        var atStart = Later(server, InstallationTiming.AtNextStartUp, "start");
        var atShutdown = Later(server, InstallationTiming.AtShutdown, "shutdown");
        await server.SendAsync(atStart);
        await server.SendAsync(atShutdown);
        foreach (var task in new[] { atStart, atShutdown })
            (await server.Report(task, "ExecutionWaiting")).Text("for").ShouldBe("Time");

        // The end of the service alone is no end of the computer, and its start is none either.
        await agent.StopAsync();
        agent.StartOn("monday");
        await Eventually.Holds(() => Task.FromResult(agent.Said), said => said.Split("Connected to").Length == 3, "it is back");
        File.WriteAllText(agent.InRoot("/going-down"), "");
        await agent.StopAsync();

        (await File.ReadAllLinesAsync(agent.InRoot("/count"))).ShouldBe(["shutdown"], agent.Said);
        (await server.FinalOf(atShutdown)).Text("state").ShouldBe("Succeeded", "told before the computer was gone");
        server.Of(atStart).ShouldNotContain(report => report.Kind == "ActionStarted");

        File.Delete(agent.InRoot("/going-down"));
        agent.StartOn("tuesday");
        (await server.FinalOf(atStart)).Text("state").ShouldBe("Succeeded", agent.Said);
        (await File.ReadAllLinesAsync(agent.InRoot("/count"))).ShouldBe(["shutdown", "start"]);
    }

    private static ExecuteTask Later(PlayedServer server, InstallationTiming timing, string word) =>
        server.Task(Do.Run(1, $"/bin/sh -c 'echo {word} >> {{root}}/count'")) with { Parameters = new(Running: new(Timing: timing)) };
}
