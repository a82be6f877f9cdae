using Distribution.TaskScheduling.Tests.World;

namespace Distribution.TaskScheduling.Tests;

/// <summary>Messages that were given up: the service is not started, so none is ever heard here.</summary>
public sealed class ForgottenTests
{
    private static readonly FixedClock Later = new(DateTimeOffset.UtcNow.AddMinutes(5));

    [Fact]
    public async Task A_started_task_whose_message_was_lost_gets_its_executions_all_the_same()
    {
        await using var room = await RoomWithoutBroker.CreateAsync();
        var (task, group, computer) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await room.MemberJoins(group, computer);
        await room.TaskStarts(task, group);
        await room.StepsAreFinished(new FixedClock(DateTimeOffset.UtcNow));
        (await room.History(task, computer)).ShouldBeEmpty();
        await room.StepsAreFinished(Later);
        await room.StepsAreFinished(Later);
        (await room.History(task, computer)).ShouldBe(["ExecutionIssued"]);
    }
}
