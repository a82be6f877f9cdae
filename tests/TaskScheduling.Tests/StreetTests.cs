using System.Net;
using System.Text;
using System.Text.Json;
using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.Rules;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Tests.World;

namespace Distribution.TaskScheduling.Tests;

/// <summary>The room's part of the street on a real database and a real broker: from the request to the record.</summary>
[Collection(nameof(TaskRoom))]
public sealed class StreetTests(TaskRoom room)
{
    [Fact]
    public async Task A_task_goes_to_every_destination_and_completes_with_their_results()
    {
        var package = await room.Package();
        var (first, second) = (await room.Computer(), await room.Computer());
        var group = await room.Group(second);
        var task = await room.Task(Install(package, [first.Id], [group]));

        var instruction = await first.Receives<ExecuteTask>();
        instruction.ShouldSatisfyAllConditions(
            i => i.TaskId.ShouldBe(task),
            i => i.ComputerId.ShouldBe(first.Id),
            i => i.Attempt.ShouldBe(1),
            i => i.Actions.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
                a => (a.Number, a.Name, a.Command, a.TimeLimitSeconds).ShouldBe((1, "Editor 2.1", "dpkg -i {file}", 300)),
                a => ShouldFetch(a.Content!)));
        await first.CarriesOut(instruction);
        await second.CarriesOut(await second.Receives<ExecuteTask>(), ActionOutcome.Failed);

        await room.TaskIs(task, "CompletedWithErrors");
        var progress = await room.Get($"/tasks/{task}/progress");
        progress.GetProperty("total").GetInt32().ShouldBe(2);
        progress.GetProperty("percent").GetInt32().ShouldBe(100);
        progress.GetProperty("counts").GetProperty("Succeeded").GetInt32().ShouldBe(1);
        progress.GetProperty("counts").GetProperty("Failed").GetInt32().ShouldBe(1);
        (await room.History(instruction.ExecutionId)).ShouldBe([
            "ExecutionIssued", "ExecutionAccepted", "ExecutionTransferStarted", "ExecutionTransferred", "ActionBegun",
            "ActionEnded", "ExecutionSucceeded"]);
    }

    [Fact]
    public async Task The_request_id_reaches_the_agent_and_its_reports_keep_it()
    {
        var agent = await room.Computer();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/tasks")
        {
            Content = System.Net.Http.Json.JsonContent.Create(Install(await room.Package(), [agent.Id])),
            Headers = { { "X-Request-Id", "request-of-the-operator" } },
        };
        (await room.Client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await agent.CarriesOut(await agent.Receives<ExecuteTask>());
        agent.Correlation.ShouldBe("request-of-the-operator");
    }

    [Fact]
    public async Task Repeated_and_shuffled_reports_end_in_the_same_state_as_the_ordered_ones()
    {
        var agent = await room.Computer();
        await room.Task(Install(await room.Package(), [agent.Id]));
        var instruction = await agent.Receives<ExecuteTask>();
        var story = PlayedAgent.StoryOf(instruction, ActionOutcome.Succeeded);
        var told = story.Concat(story).Concat(story).ToArray();
        new Random(3).Shuffle(told);
        foreach (var report in told)
            await agent.Reports(report);
        await room.Execution(instruction.ExecutionId, "Succeeded");
        await Eventually.Holds(
            () => room.History(instruction.ExecutionId), events => events.Count(e => e == "ActionEnded") == 1, "the action's end is recorded once");
    }

    [Fact]
    public async Task What_is_no_report_is_put_aside_and_the_others_go_on()
    {
        var (agent, other) = (await room.Computer(), await room.Computer());
        await room.Task(Install(await room.Package(), [agent.Id]));
        var instruction = await agent.Receives<ExecuteTask>();
        await agent.Sends(Encoding.UTF8.GetBytes("{ no json"), "urn:message:Distribution.Contracts.Agents.V1:ActionFinished");
        await agent.Sends(Encoding.UTF8.GetBytes("{}"), "urn:message:Distribution.Contracts.Agents.V1:ExecutionFinished");
        await agent.Sends(Encoding.UTF8.GetBytes("{}"), "urn:message:Nobody:Knows");
        await agent.Reports(new InstructionAccepted(instruction.ExecutionId, 1, DateTimeOffset.UtcNow), "report.nobody");
        // Another computer speaks of this execution: it decides nothing.
        await other.Reports(new ExecutionFinished(instruction.ExecutionId, 1, ExecutionState.Failed, "Forged.", DateTimeOffset.UtcNow));
        await agent.CarriesOut(instruction);
        await room.Execution(instruction.ExecutionId, "Succeeded");
        (await room.History(instruction.ExecutionId)).ShouldNotContain("ExecutionFailed");
        await room.HasPutAside("task-scheduling.agent-reports_error", 4);
    }

    [Fact]
    public async Task An_instruction_that_its_agent_cannot_read_has_failed_and_everything_else_unread_is_put_aside()
    {
        var agent = await room.Computer();
        var task = await room.Task(Install(await room.Package(), [agent.Id]));
        var execution = JsonSerializer.Deserialize<ExecuteTask>(await agent.CannotRead(), HouseJson.Options)!.ExecutionId;

        (await room.Execution(execution, "Failed")).GetProperty("reason").GetString()!.ShouldContain("could not read the instruction");
        await room.TaskIs(task, "CompletedWithErrors");

        await agent.IsSent("{ no json"u8.ToArray(), "urn:message:Nobody:Knows");
        await agent.CannotRead();
        await room.HasPutAside("agents-dead_error", 1);
        await Eventually.Holds(
            () => room.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative)),
            text => text.Contains("messaging_destination_name=\"agents-dead_error\"", StringComparison.Ordinal), "the figures tell of what was put aside");
    }

    internal static object Install(Guid package, Guid[] computers, params Guid[] groups) => new
    {
        name = "Editor for all",
        actions = new[] { new { kind = "Install", packageId = package } },
        destinations = new { computerIds = computers, groupIds = groups },
    };

    private static void ShouldFetch(ContentReference content)
    {
        var link = new Uri("http://gateway" + content.Path);
        link.AbsolutePath.ShouldBe($"/api/contents/{new string('a', 64)}");
        var query = System.Web.HttpUtility.ParseQueryString(link.Query);
        ContentLinks.Judge(
                content.Sha256, query["expires"], query["signature"], null, ContentLinkKeys.Parse(ServiceUnderTest.LinkKey), DateTimeOffset.UtcNow.AddDays(180))
            .ShouldBe(ContentLinkVerdict.Good, "an instruction may lie in its queue for half a year");
    }
}
