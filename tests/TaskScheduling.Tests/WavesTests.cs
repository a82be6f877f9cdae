using System.Net;
using System.Text.Json;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Tests.World;

namespace Distribution.TaskScheduling.Tests;

[Collection(nameof(TaskRoom))]
public sealed class WavesTests(TaskRoom room)
{
    private static readonly object[] Run = [new { kind = "Run", command = "true" }];

    [Fact]
    public async Task The_second_wave_gets_its_instructions_when_the_first_succeeded_and_somebody_approved()
    {
        PlayedAgent[] agents = [await room.Computer(), await room.Computer(), await room.Computer()];
        var task = await room.Task(new
        {
            name = "Careful", actions = Run, destinations = new { computerIds = agents.Select(agent => agent.Id) },
            rollout = new { waves = new object[] { new { count = 1 }, new { percent = 100, approval = true } } },
        });
        await WaveOf(task, opened: 1);
        var canary = await First(task, agents);
        await canary.CarriesOut(await canary.Receives<ExecuteTask>());
        await Eventually.Holds(
            () => room.Get($"/tasks/{task}"), t => t.GetProperty("waves").GetProperty("passedAt").ValueKind != JsonValueKind.Null, "the canary passed");
        foreach (var other in agents.Where(agent => agent != canary))
            await other.HasNothing();

        await room.Answer(HttpMethod.Post, $"/tasks/{task}/waves/2/approve", new { }, HttpStatusCode.Accepted);
        foreach (var other in agents.Where(agent => agent != canary))
            await other.CarriesOut(await other.Receives<ExecuteTask>());
        await room.TaskIs(task, "Completed");
        (await room.Get($"/tasks/{task}/waves")).GetProperty("counts").EnumerateArray().Select(w => w.GetProperty("succeeded").GetInt32()).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_failing_canary_halts_the_task_says_why_and_a_newcomer_waits_too()
    {
        PlayedAgent[] agents = [await room.Computer(), await room.Computer()];
        var group = await room.Group(agents);
        var task = await room.Task(new
        {
            name = "Bad", actions = Run, destinations = new { groupIds = new[] { group } },
            rollout = new { waves = new object[] { new { count = 1 }, new { percent = 100 } }, failureCount = 1 },
        });
        await WaveOf(task, opened: 1);
        var canary = await First(task, agents);
        await canary.CarriesOut(await canary.Receives<ExecuteTask>(), ActionOutcome.Failed);
        var halted = await Eventually.Holds(
            () => room.Get($"/tasks/{task}"), t => t.GetProperty("hold").ValueKind == JsonValueKind.Object, "the task is halted");
        halted.GetProperty("hold").GetProperty("reason").GetString().ShouldBe("1 of 1 computers failed or timed out; 1 halt the task.");

        var newcomer = await room.Computer();
        await room.Says(new Contracts.IdGroupPolicy.V1.ComputerJoinedGroup(group, newcomer.Id, 1, DateTimeOffset.UtcNow));
        await room.Execution(TaskScheduling.Executions.ExecutionDecisions.IdFor(task, newcomer.Id), "Requested");
        await newcomer.HasNothing();
        await agents.Single(agent => agent != canary).HasNothing();

        await room.Answer(HttpMethod.Post, $"/tasks/{task}/resume", new { }, HttpStatusCode.Accepted);
        await newcomer.Receives<ExecuteTask>();
        await agents.Single(agent => agent != canary).Receives<ExecuteTask>();
    }

    [Fact]
    public async Task The_emergency_stop_calls_off_what_is_under_way_and_nothing_more_is_sent()
    {
        PlayedAgent[] agents = [await room.Computer(), await room.Computer()];
        var task = await room.Task(new
        {
            name = "Stopped", actions = Run, destinations = new { computerIds = agents.Select(agent => agent.Id) },
            rollout = new { waves = new object[] { new { count = 1 }, new { percent = 100 } } },
        });
        await WaveOf(task, opened: 1);
        var canary = await First(task, agents);
        await canary.Receives<ExecuteTask>();
        await room.Answer(HttpMethod.Post, $"/tasks/{task}/stop", new { reason = "Fire." }, HttpStatusCode.Accepted);
        await canary.Receives<CancelExecution>();
        var history = await room.Get($"/tasks/{task}/history");
        history.GetProperty("events").EnumerateArray().Last().GetProperty("event").GetString().ShouldBe("TaskHalted");
        await agents.Single(agent => agent != canary).HasNothing();
    }

    private Task<JsonElement> WaveOf(Guid task, int opened) => Eventually.Holds(
        () => room.Get($"/tasks/{task}"), t => t.GetProperty("waves").GetProperty("open").GetInt32() == opened, $"wave {opened} of {task} is open");

    private async Task<PlayedAgent> First(Guid task, PlayedAgent[] agents)
    {
        var sent = await Eventually.Holds(
            () => room.Get($"/tasks/{task}/executions?state=Dispatched"), page => page.GetProperty("items").GetArrayLength() == 1, "one instruction is sent");
        var computer = sent.GetProperty("items")[0].GetProperty("computerId").GetGuid();
        return agents.Single(agent => agent.Id == computer);
    }
}
