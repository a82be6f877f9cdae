using Distribution.Agent.Decisions;
using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Tests;

public class A_restart_in_the_middle
{
    [Fact]
    public async Task The_rest_of_a_task_goes_on_after_the_restart_that_an_action_needed()
    {
        await using var server = await PlayedServer.StartAsync("reboot");
        await using var agent = new AgentUnderTest(server);
        agent.StartOn("first");
        var needsRestart = new ActionSettings(ExitCodes: new([0], [10], [], []), Restart: RestartBehaviour.WhenNeeded);
        var task = server.Task(Do.Run(1, "/bin/sh -c 'exit 10'") with { Settings = needsRestart }, Do.Run(2, "/bin/sh -c 'echo after >> {root}/count'"))
            with { Parameters = new(User: new(CountdownSeconds: 300)) };
        var other = server.Task(Do.Run(1, "/bin/true"));
        await server.SendAsync(task);
        await Eventually.Holds(() => Task.FromResult(File.Exists(agent.InRoot("/restart-asked"))), asked => asked, "the system is asked to restart");
        (await File.ReadAllTextAsync(agent.InRoot("/restart-asked"))).ShouldStartWith("300 ", Case.Sensitive, "as long as the task tells its user");
        await server.SendAsync(other);
        await server.Report(other, "InstructionAccepted");

        // The agent alone is started again: that is no restart of the computer.
        await agent.StopAsync();
        agent.StartOn("first");
        await Eventually.Holds(() => Task.FromResult(agent.Said), said => said.Split("Connected to").Length == 3, "it is back");
        File.Exists(agent.InRoot("/count")).ShouldBeFalse();
        server.Of(other).ShouldNotContain(report => report.Kind == "ActionStarted");

        await agent.StopAsync();
        agent.StartOn("second");

        (await server.FinalOf(task)).Text("state").ShouldBe("Succeeded", agent.Said);
        (await File.ReadAllLinesAsync(agent.InRoot("/count"))).ShouldBe(["after"]);
        (await server.FinalOf(other)).Text("state").ShouldBe("Succeeded");
    }

    [Fact]
    public void A_restart_after_the_last_action_does_not_hold_up_the_result()
    {
        var task = Facts.Task(actions: 1);
        var state = Facts.State(task.Received(), task.Begun(1), task.Ended(1) with { RestartFrom = "first" });
        NextRun.Of(state, Facts.Noon, "first").ShouldBeOfType<Finish>().Verdict.State.ShouldBe(ExecutionState.Succeeded);
    }
}
