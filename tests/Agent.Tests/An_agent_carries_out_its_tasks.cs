using System.Text;

namespace Distribution.Agent.Tests;

public class An_agent_carries_out_its_tasks
{
    [Fact]
    public async Task It_enrols_installs_a_package_places_files_runs_a_command_and_tells_all_of_it()
    {
        await using var server = await PlayedServer.StartAsync("carries-out");
        await using var agent = new AgentUnderTest(server).Start();
        var task = server.Task(
            Do.Install(1, server.Content("hello.deb", DebianPackage.Build("hello-test", "1.2-3"))),
            Do.Place(2, server.Content("notes.txt", Encoding.UTF8.GetBytes("read me")), "/srv/notes"),
            Do.Run(3, "/bin/echo it is done"));
        await server.SendAsync(task);

        var final = await server.FinalOf(task);

        final.Text("state").ShouldBe("Succeeded", agent.Said);
        DebianPackage.StatusIn(agent.Root, "hello-test").ShouldBe("install ok installed 1.2-3");
        File.ReadAllText(agent.InRoot("/srv/notes/notes.txt")).ShouldBe("read me");
        server.Of(task).Select(report => report.Kind).ShouldBe(
        [
            "InstructionAccepted", "TransferStarted", "TransferFinished",
            "ActionStarted", "ActionFinished", "ActionStarted", "ActionFinished", "ActionStarted", "ActionFinished", "ExecutionFinished",
        ]);
        server.Of(task).Single(report => report.Kind == "ActionFinished" && report.Text("action") == "3").Text("outputTail").Trim().ShouldBe("it is done");
        server.Of(task).ShouldAllBe(report => report.CorrelationId == "the-request" && report.User == server.ComputerId.ToString("D"));
        server.Gateway.Enrolments.Single().GetProperty("name").GetString().ShouldBe("pc-under-test");
    }
}
