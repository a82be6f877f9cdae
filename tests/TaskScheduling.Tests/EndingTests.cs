using System.Net;
using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Executions;
using Distribution.TaskScheduling.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Distribution.TaskScheduling.Tests;

/// <summary>How executions end otherwise than at once and well: again, called off, unreachable, silent, expired, removed; and who comes late.</summary>
[Collection(nameof(TaskRoom))]
public sealed class EndingTests(TaskRoom room)
{
    [Fact]
    public async Task Only_what_failed_is_carried_out_again()
    {
        var (good, bad) = (await room.Computer(), await room.Computer());
        var task = await room.Task(StreetTests.Install(await room.Package(), [good.Id, bad.Id]));
        await good.CarriesOut(await good.Receives<ExecuteTask>());
        var first = await bad.Receives<ExecuteTask>();
        await bad.CarriesOut(first, ActionOutcome.Failed);
        await room.TaskIs(task, "CompletedWithErrors");

        (await room.Answer(HttpMethod.Post, $"/tasks/{task}/retry", new { }, HttpStatusCode.Accepted)).GetProperty("retried").GetInt32().ShouldBe(1);
        var second = await bad.Receives<ExecuteTask>();
        (second.ExecutionId, second.Attempt).ShouldBe((first.ExecutionId, 2));
        // A late word about the first attempt decides nothing.
        await bad.Reports(new ExecutionFinished(first.ExecutionId, 1, ExecutionState.Failed, "Late.", DateTimeOffset.UtcNow));
        await bad.CarriesOut(second);
        await room.TaskIs(task, "Completed");
        await good.HasNothing();
        await room.Answer(HttpMethod.Post, $"/executions/{first.ExecutionId}/retry", null, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Cancelling_tells_the_computers_and_their_reports_end_it()
    {
        var (busy, finished) = (await room.Computer(), await room.Computer());
        var task = await room.Task(StreetTests.Install(await room.Package(), [busy.Id, finished.Id]));
        await finished.CarriesOut(await finished.Receives<ExecuteTask>());
        var instruction = await busy.Receives<ExecuteTask>();
        await room.Execution(ExecutionDecisions.IdFor(task, finished.Id), "Succeeded");
        await room.Answer(HttpMethod.Post, $"/tasks/{task}/cancel", new { reason = "Wrong file." }, HttpStatusCode.Accepted);

        (await busy.Receives<CancelExecution>()).ExecutionId.ShouldBe(instruction.ExecutionId);
        await busy.Reports(new InstructionRefused(instruction.ExecutionId, 1, RefusalReason.Cancelled, "Not begun.", DateTimeOffset.UtcNow));
        await room.Execution(instruction.ExecutionId, "Cancelled");
        await finished.HasNothing();
        await room.Answer(HttpMethod.Post, $"/tasks/{task}/retry", new { }, HttpStatusCode.Conflict);
        await room.Answer(HttpMethod.Delete, $"/tasks/{task}", null, HttpStatusCode.NoContent);
        await room.Answer(HttpMethod.Get, $"/tasks/{task}", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_instruction_that_no_queue_takes_is_recorded_and_sent_again_when_the_computer_is_back()
    {
        var agent = await room.Computer(withQueue: false);
        var task = await room.Task(StreetTests.Install(await room.Package(), [agent.Id]));
        var waiting = await room.Execution(ExecutionDecisions.IdFor(task, agent.Id), "Waiting");
        waiting.GetProperty("reason").GetString()!.ShouldContain("queue");
        await agent.DeclareQueueAsync();
        await room.Says(new ComputerEnrolled(agent.Id, 2, "pc-again", "linux", "x64", DateTimeOffset.UtcNow));
        (await agent.Receives<ExecuteTask>()).Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task Silence_is_a_time_out_and_the_late_truth_corrects_it()
    {
        var agent = await room.Computer();
        var task = await room.Task(StreetTests.Install(await room.Package(), [agent.Id]));
        var instruction = await agent.Receives<ExecuteTask>();
        await agent.Reports(new InstructionAccepted(instruction.ExecutionId, 1, DateTimeOffset.UtcNow));
        await room.Execution(instruction.ExecutionId, "Accepted");
        await room.Within(services => new TimeOutExecutions(
            services.GetRequiredService<ExecutionPages>(), new FixedClock(DateTimeOffset.UtcNow.AddSeconds(1_199))).RunAsync(default));
        (await room.Get($"/executions/{instruction.ExecutionId}")).GetProperty("state").GetString().ShouldBe("Accepted");
        await room.Within(services => new TimeOutExecutions(
            services.GetRequiredService<ExecutionPages>(), new FixedClock(DateTimeOffset.UtcNow.AddSeconds(1_201))).RunAsync(default));
        await room.TaskIs(task, "CompletedWithErrors");

        await agent.CarriesOut(instruction);
        await room.TaskIs(task, "Completed");
        var history = await room.History(instruction.ExecutionId);
        history.ShouldContain("ExecutionTimedOut");
        history.ShouldContain("ExecutionSucceeded");
    }

    [Fact]
    public async Task A_task_starts_at_its_moment_and_what_has_not_begun_by_its_expiry_expires()
    {
        var agent = await room.Computer();
        var task = await room.Task(new
        {
            name = "Later", actions = new[] { new { kind = "Run", command = "true" } }, destinations = new { computerIds = new[] { agent.Id } },
            startAt = DateTimeOffset.UtcNow.AddSeconds(2), expiresAt = DateTimeOffset.UtcNow.AddSeconds(6),
        });
        (await room.Get($"/tasks/{task}")).GetProperty("state").GetString().ShouldBe("Scheduled");
        await agent.HasNothing();
        var instruction = await agent.Receives<ExecuteTask>();
        instruction.ExpiresAt.ShouldNotBeNull();
        await room.Execution(instruction.ExecutionId, "Expired");
        await room.TaskIs(task, "Completed");
    }

    [Fact]
    public async Task A_newcomer_gets_the_standing_task_once_and_leaving_and_rejoining_changes_nothing()
    {
        var group = await room.Group();
        var task = await room.Task(StreetTests.Install(await room.Package(), [], [group]));
        await Eventually.Holds(() => room.Get($"/tasks/{task}"), t => t.GetProperty("issued").GetBoolean(), "the task is issued");
        var newcomer = await room.Computer();
        var joined = new ComputerJoinedGroup(group, newcomer.Id, 1, DateTimeOffset.UtcNow);
        await room.Says(joined, joined);
        await newcomer.CarriesOut(await newcomer.Receives<ExecuteTask>());
        await room.TaskIs(task, "Completed");
        await room.Says(new ComputerLeftGroup(group, newcomer.Id, 2, DateTimeOffset.UtcNow), joined, new ComputerJoinedGroup(group, newcomer.Id, 3, DateTimeOffset.UtcNow));
        var second = await room.Computer();
        await room.Says(new ComputerJoinedGroup(group, second.Id, 1, DateTimeOffset.UtcNow));
        await second.Receives<ExecuteTask>();
        await room.TaskIs(task, "Started");
        await newcomer.HasNothing();
    }

    [Fact]
    public async Task A_removed_computer_leaves_the_task_and_a_sole_destination_completes_it()
    {
        var agent = await room.Computer();
        var task = await room.Task(StreetTests.Install(await room.Package(), [agent.Id]));
        await agent.Receives<ExecuteTask>();
        await room.Says(new ComputerRemoved(agent.Id, 2, DateTimeOffset.UtcNow));
        await room.Execution(ExecutionDecisions.IdFor(task, agent.Id), "Removed");
        await room.TaskIs(task, "Completed");
        // An older message does not bring it back.
        await room.Says(new ComputerEnrolled(agent.Id, 1, "pc", "linux", "x64", DateTimeOffset.UtcNow));
        await room.Answer(HttpMethod.Post, "/tasks", StreetTests.Install(await room.Package(), [agent.Id]), HttpStatusCode.UnprocessableEntity);
    }
}
