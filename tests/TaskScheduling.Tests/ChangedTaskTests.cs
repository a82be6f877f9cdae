using System.Net;
using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Tests.World;

namespace Distribution.TaskScheduling.Tests;

[Collection(nameof(TaskRoom))]
public sealed class ChangedTaskTests(TaskRoom room)
{
    private static readonly string[] Sunday = ["Sunday"];

    [Fact]
    public async Task A_started_tasks_new_actions_are_carried_out_after_the_attempt_under_way_has_ended()
    {
        var (agent, done) = (await room.Computer(), await room.Computer());
        var task = await room.Task(Runs("old", agent.Id, done.Id));
        await done.CarriesOut(await done.Receives<ExecuteTask>());
        var old = await agent.Receives<ExecuteTask>();
        await room.Execution(TaskScheduling.Executions.ExecutionDecisions.IdFor(task, done.Id), "Succeeded");
        await room.Answer(HttpMethod.Put, $"/tasks/{task}", new { actions = new[] { new { kind = "Run", command = "new" } } }, HttpStatusCode.NoContent);

        await agent.Receives<CancelExecution>();
        await agent.Reports(new ExecutionFinished(old.ExecutionId, 1, ExecutionState.Cancelled, null, DateTimeOffset.UtcNow));
        foreach (var computer in new[] { agent, done })
        {
            var next = await computer.Receives<ExecuteTask>();
            (next.Attempt, next.Actions[0].Command).ShouldBe((2, "new"));
            await computer.CarriesOut(next);
        }

        await room.TaskIs(task, "Completed");
    }

    [Fact]
    public async Task A_started_tasks_new_destinations_get_it_and_former_ones_are_called_off()
    {
        var (former, stays, comes) = (await room.Computer(), await room.Computer(), await room.Computer());
        var task = await room.Task(Runs("true", former.Id, stays.Id));
        await former.Receives<ExecuteTask>();
        await stays.Receives<ExecuteTask>();
        await room.Answer(HttpMethod.Put, $"/tasks/{task}", new { destinations = new { computerIds = new[] { stays.Id, comes.Id } } }, HttpStatusCode.NoContent);
        await former.Receives<CancelExecution>();
        await comes.Receives<ExecuteTask>();
        await stays.HasNothing();
    }

    [Fact]
    public async Task A_paused_task_sends_nothing_until_it_is_resumed_and_its_history_is_readable_as_of_any_moment()
    {
        var group = await room.Group();
        var task = await room.Task(new { name = "Standing", actions = new[] { new { kind = "Run", command = "true" } }, destinations = new { groupIds = new[] { group } } });
        await room.TaskIs(task, "Started");
        var before = DateTimeOffset.UtcNow;
        await room.Answer(HttpMethod.Post, $"/tasks/{task}/pause", new { reason = "Wait." }, HttpStatusCode.Accepted);
        var agent = await room.Computer();
        await room.Says(new Contracts.IdGroupPolicy.V1.ComputerJoinedGroup(group, agent.Id, 1, DateTimeOffset.UtcNow));
        await room.Execution(TaskScheduling.Executions.ExecutionDecisions.IdFor(task, agent.Id), "Requested");
        await agent.HasNothing();
        await room.Answer(HttpMethod.Post, $"/tasks/{task}/resume", new { }, HttpStatusCode.Accepted);
        await agent.Receives<ExecuteTask>();

        var now = await room.Get($"/tasks/{task}/history");
        now.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("event").GetString()).ShouldContain("TaskPaused");
        var then = await room.Get($"/tasks/{task}/history?asOf={Uri.EscapeDataString(before.ToString("O"))}");
        then.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("event").GetString()).ShouldNotContain("TaskPaused");
        then.GetProperty("task").GetProperty("name").GetString().ShouldBe("Standing");
    }

    [Fact]
    public async Task A_recurring_task_makes_one_task_for_each_of_its_moments()
    {
        var agent = await room.Computer();
        var series = await room.Task(new
        {
            name = "Often", actions = new[] { new { kind = "Run", command = "true" } }, destinations = new { computerIds = new[] { agent.Id } },
            cron = "0/2 * * * * ?", timeZone = "Europe/Berlin",
        });
        var first = await agent.Receives<ExecuteTask>();
        var second = await agent.Receives<ExecuteTask>();
        await room.Answer(HttpMethod.Post, $"/tasks/{series}/cancel", new { }, HttpStatusCode.Accepted);
        first.TaskId.ShouldNotBe(second.TaskId);
        (await room.Get($"/tasks/{second.TaskId}")).GetProperty("runOf").GetGuid().ShouldBe(series);
        await room.TaskIs(series, "Cancelled");
    }

    [Fact]
    public async Task An_instruction_carries_windows_times_parameters_and_the_packages_settings()
    {
        var agent = await room.Computer();
        var group = await room.Group(agent);
        await room.Answer(
            HttpMethod.Put, $"/maintenance-windows/{group}", new { windows = new[] { new { days = Sunday, from = "02:00:00", minutes = 240 } } },
            HttpStatusCode.NoContent);
        var start = DateTimeOffset.UtcNow.AddHours(1);
        await room.Task(new
        {
            name = "All of it", actions = new[] { new { kind = "Uninstall", productCode = "{6F330B47-2577-43AD-9095-1861BA25889B}" } },
            destinations = new { computerIds = new[] { agent.Id } }, startAt = start, transferAt = DateTimeOffset.UtcNow.AddSeconds(-1),
            windows = new { task = new[] { new { from = "22:00:00", minutes = 60, timeZone = "Europe/Berlin" } }, transferOutside = true },
            parameters = new { installation = new { retryWindowMinutes = 10 }, running = new { timing = "AtShutdown", lockInput = true }, priority = 5 },
        });
        var instruction = await agent.Receives<ExecuteTask>();
        instruction.NotBefore!.Value.ShouldBe(start, TimeSpan.FromMilliseconds(1));
        var windows = instruction.Windows.ShouldNotBeNull();
        (windows.Task![0].Minutes, windows.Groups![0].Minutes, windows.TransferOutside).ShouldBe((60, 240, true));
        instruction.Parameters.ShouldBe(new TaskParameters(
            new InstallationParameters(RetryWindowMinutes: 10), new RunningParameters(Timing: InstallationTiming.AtShutdown, LockInput: true), 5));
        instruction.Actions[0].Settings!.ProductCode.ShouldBe("{6F330B47-2577-43AD-9095-1861BA25889B}");
        await room.Answer(HttpMethod.Put, $"/maintenance-windows/{group}", new { windows = Array.Empty<object>() }, HttpStatusCode.NoContent);
    }

    private static object Runs(string command, params Guid[] computers) =>
        new { name = "Changed", actions = new[] { new { kind = "Run", command } }, destinations = new { computerIds = computers } };
}
