using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Tests.World;

namespace Distribution.TaskScheduling.Tests;

/// <summary>A few of the orders that <see cref="NewcomerOrdersTests"/> tries all, through the real bus and consumers.</summary>
[Collection(nameof(TaskRoom))]
public sealed class NewcomerOnTheBusTests(TaskRoom room)
{
    [Theory]
    [InlineData("join start")]
    [InlineData("start join join")]
    [InlineData("join leave start rejoin")]
    [InlineData("start rejoin leave join")]
    public async Task Whatever_the_order_on_the_bus_the_newcomer_gets_the_standing_task_exactly_once(string messages)
    {
        var (agent, group, task) = (await room.Computer(), await room.Group(), Guid.Empty);
        foreach (var message in messages.Split(' '))
        {
            var now = DateTimeOffset.UtcNow;
            if (message == "start")
                task = await room.Task(new { name = "Standing", actions = Run, destinations = new { groupIds = new[] { group }, computerIds = Array.Empty<Guid>() } });
            else
            {
                await room.Says(message switch
                {
                    "join" => new ComputerJoinedGroup(group, agent.Id, 1, now),
                    "leave" => new ComputerLeftGroup(group, agent.Id, 2, now),
                    _ => new ComputerJoinedGroup(group, agent.Id, 3, now),
                });
            }
        }

        (await agent.Receives<ExecuteTask>()).TaskId.ShouldBe(task);
        // What is asked for later stands in the queue behind whatever else was sent.
        var witness = await room.Task(new { name = "Witness", actions = Run, destinations = new { groupIds = Array.Empty<Guid>(), computerIds = new[] { agent.Id } } });
        (await agent.Receives<ExecuteTask>()).TaskId.ShouldBe(witness);
        await agent.HasNothing();
    }

    private static object[] Run => [new { kind = "Run", command = "true" }];
}
