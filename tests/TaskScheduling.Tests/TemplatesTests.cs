using System.Net;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Tests.World;

namespace Distribution.TaskScheduling.Tests;

[Collection(nameof(TaskRoom))]
public sealed class TemplatesTests(TaskRoom room)
{
    [Fact]
    public async Task A_task_is_saved_as_a_template_and_makes_tasks_for_others()
    {
        var (first, second) = (await room.Computer(), await room.Computer());
        var task = await room.Task(new { name = "Original", actions = new[] { new { kind = "Run", command = "step" } }, destinations = new { computerIds = new[] { first.Id } } });
        await first.Receives<ExecuteTask>();
        var template = (await room.Answer(HttpMethod.Post, $"/tasks/{task}/template", new { name = "Kept" }, HttpStatusCode.Created)).GetProperty("id").GetGuid();
        (await room.Get($"/task-templates/{template}")).GetProperty("task").GetProperty("name").GetString().ShouldBe("Original");
        await room.Answer(
            HttpMethod.Post, $"/task-templates/{template}/tasks", new { name = "Made", destinations = new { computerIds = new[] { second.Id } } }, HttpStatusCode.Accepted);
        var instruction = await second.Receives<ExecuteTask>();
        (instruction.TaskName, instruction.Actions[0].Command).ShouldBe(("Made", "step"));
        await room.Answer(HttpMethod.Delete, $"/task-templates/{template}", null, HttpStatusCode.NoContent);
        await room.Answer(HttpMethod.Get, $"/task-templates/{template}", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_preview_says_whom_a_task_would_reach_what_travels_and_writes_nothing()
    {
        PlayedAgent[] agents = [await room.Computer(), await room.Computer()];
        var group = await room.Group(agents);
        var package = await room.Package();
        var reach = await room.Answer(HttpMethod.Post, "/tasks/preview", new
        {
            name = "Preview", actions = new[] { new { kind = "Install", packageId = package } },
            destinations = new { groupIds = new[] { group }, computerIds = new[] { agents[0].Id } },
            rollout = new { waves = new object[] { new { count = 1 }, new { percent = 100 } } },
        }, HttpStatusCode.OK);
        (reach.GetProperty("computers").GetInt32(), reach.GetProperty("bytes").GetInt64()).ShouldBe((2, 2_000));
        reach.GetProperty("waves").EnumerateArray().Select(wave => wave.GetInt32()).ShouldBe([1, 1]);
        foreach (var agent in agents)
            await agent.HasNothing();
    }

    [Fact]
    public async Task What_breaks_a_range_is_named()
    {
        var problem = await room.Answer(HttpMethod.Post, "/tasks/preview", new
        {
            name = "Bad", actions = new[] { new { kind = "Run", command = "true" } }, destinations = new { computerIds = new[] { Guid.NewGuid() } },
            parameters = new { installation = new { retryWindowMinutes = 9 }, priority = 101 },
            rollout = new { waves = new object[] { new { percent = 50 }, new { percent = 20 } } },
            windows = new { task = new[] { new { from = "22:00:00", minutes = 0 } } },
        }, HttpStatusCode.BadRequest);
        var text = problem.GetRawText();
        foreach (var named in new[] { "retryWindowMinutes", "priority", "waves", "minutes" })
            text.ShouldContain(named, Case.Insensitive);
    }
}
