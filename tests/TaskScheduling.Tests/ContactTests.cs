using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Executions;
using Distribution.TaskScheduling.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Distribution.TaskScheduling.Tests;

/// <summary>What did not reach a computer is sent again when the computer makes contact.</summary>
[Collection(nameof(TaskRoom))]
public sealed class ContactTests(TaskRoom room)
{
    [Fact]
    public async Task What_stood_by_is_sent_as_the_same_attempt_when_its_computer_makes_contact()
    {
        var agent = await room.Computer(withQueue: false);
        var execution = await StandsByAsync(agent);
        await agent.DeclareQueueAsync();

        await room.Says(Contact(agent));

        (await agent.Receives<ExecuteTask>()).ShouldSatisfyAllConditions(i => i.ExecutionId.ShouldBe(execution), i => i.Attempt.ShouldBe(1));
        await room.Execution(execution, "Dispatched");
    }

    [Fact]
    public async Task What_was_in_a_queue_that_is_gone_is_sent_again_and_an_ordinary_contact_repeats_nothing()
    {
        var agent = await room.Computer();
        await room.Task(StreetTests.Install(await room.Package(), [agent.Id]));
        var lost = await agent.Receives<ExecuteTask>();

        await room.Says(Contact(agent), Contact(agent, queueWasGone: true));

        (await agent.Receives<ExecuteTask>()).ShouldSatisfyAllConditions(i => i.ExecutionId.ShouldBe(lost.ExecutionId), i => i.Attempt.ShouldBe(1));
        await agent.CarriesOut(lost);
        await room.Execution(lost.ExecutionId, "Succeeded");
        (await room.History(lost.ExecutionId)).Count(e => e is "ExecutionIssued" or "ExecutionDispatched").ShouldBe(2);
        await agent.HasNothing();
    }

    [Fact]
    public async Task An_instruction_that_is_returned_after_the_contact_that_it_missed_is_sent_again()
    {
        var agent = await room.Computer(withQueue: false);
        await room.Says(Contact(agent));
        await Eventually.Holds(() => room.CountAsync("mt_doc_last_contact", "Id", agent.Id), count => count == 1, "the contact is remembered");
        var execution = await StandsByAsync(agent);
        await agent.DeclareQueueAsync();

        await SendToThoseInContactSinceAsync(execution, sentAt: DateTimeOffset.UtcNow);
        await agent.HasNothing();
        await SendToThoseInContactSinceAsync(execution, sentAt: DateTimeOffset.UtcNow.AddDays(-1));

        (await agent.Receives<ExecuteTask>()).ExecutionId.ShouldBe(execution);
    }

    private async Task<Guid> StandsByAsync(PlayedAgent agent)
    {
        var task = await room.Task(StreetTests.Install(await room.Package(), [agent.Id]));
        var execution = ExecutionDecisions.IdFor(task, agent.Id);
        await room.Execution(execution, "Waiting");
        return execution;
    }

    private Task SendToThoseInContactSinceAsync(Guid execution, DateTimeOffset sentAt) => room.Within(services =>
        services.GetRequiredService<UndeliveredExecutions>().SendToThoseInContactSinceAsync(new Dictionary<Guid, DateTimeOffset> { [execution] = sentAt }, default));

    private static ComputerMadeContact Contact(PlayedAgent agent, bool queueWasGone = false) =>
        new(agent.Id, 2, "1.0", queueWasGone, DateTimeOffset.UtcNow);
}
