using System.Net;
using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Executions;
using Distribution.TaskScheduling.Tests.World;

namespace Distribution.TaskScheduling.Tests;

/// <summary>Who goes first and how many at once, on a real database and a real broker.</summary>
[Collection(nameof(TaskRoom))]
public sealed class LimitTests(TaskRoom room)
{
    [Fact]
    public async Task Beyond_a_limit_of_its_group_a_computer_waits_for_a_place_and_gets_its_instruction_when_one_is_free()
    {
        var agents = new[] { await room.Computer(), await room.Computer(), await room.Computer() };
        var group = await room.Group(agents);
        await room.Answer(HttpMethod.Put, $"/limits/groups/{group}", new { mostRuns = 0 }, HttpStatusCode.BadRequest);
        await room.Answer(HttpMethod.Put, $"/limits/groups/{group}", new { mostRuns = 1 }, HttpStatusCode.NoContent);
        var task = await room.Task(StreetTests.Install(await room.Package(), [], [group]));

        var served = new List<PlayedAgent>();
        while (served.Count < agents.Length)
        {
            var counts = await Eventually.Holds(
                async () => (await room.Get($"/tasks/{task}/progress")).GetProperty("counts"),
                c => c.GetProperty("Dispatched").GetInt32() == 1 && c.GetProperty("Waiting").GetInt32() == agents.Length - 1 - served.Count,
                "one is under way and the others wait");
            counts.GetProperty("Requested").GetInt32().ShouldBe(0);
            var next = await Eventually.Holds(
                async () => (await room.Get($"/tasks/{task}/executions?state=Dispatched")).GetProperty("items"), items => items.GetArrayLength() == 1, "one is dispatched");
            var agent = agents.Single(a => a.Id == next[0].GetProperty("computerId").GetGuid());
            await agent.CarriesOut(await agent.Receives<ExecuteTask>());
            await room.Execution(ExecutionDecisions.IdFor(task, agent.Id), "Succeeded");
            served.Add(agent);
        }

        await room.TaskIs(task, "Completed");
        await room.Answer(HttpMethod.Put, $"/limits/groups/{group}", new { }, HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_computer_s_queue_says_in_which_order_it_works()
    {
        var agent = await room.Computer();
        var package = await room.Package();
        var older = await room.Task(StreetTests.Install(package, [agent.Id]));
        var younger = await room.Task(StreetTests.Install(package, [agent.Id]));
        var (first, second) = (await agent.Receives<ExecuteTask>(), await agent.Receives<ExecuteTask>());
        new[] { first.TaskId, second.TaskId }.ShouldBe([older, younger], ignoreOrder: true);
        first.TaskCreatedAt.ShouldNotBeNull();
        await Eventually.Holds(
            async () => (await room.Get($"/executions?computerId={agent.Id}")).EnumerateArray().Select(e => e.GetProperty("taskId").GetGuid()).ToArray(),
            queue => queue.SequenceEqual([older, younger]), "the older task is first");
        await agent.Reports(new ActionStarted(ExecutionDecisions.IdFor(younger, agent.Id), 1, 1, DateTimeOffset.UtcNow));
        await Eventually.Holds(
            async () => (await room.Get($"/executions?computerId={agent.Id}")).EnumerateArray().Select(e => e.GetProperty("taskId").GetGuid()).ToArray(),
            queue => queue.SequenceEqual([younger, older]), "what runs is before all");
    }
}
