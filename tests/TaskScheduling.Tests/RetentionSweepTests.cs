using Distribution.TaskScheduling.Tests.World;

namespace Distribution.TaskScheduling.Tests;

public sealed class RetentionSweepTests
{
    [Fact]
    public async Task A_completed_task_leaves_the_list_after_thirty_days_once()
    {
        await using var room = await RoomWithoutBroker.CreateAsync();
        var (task, standing) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await room.TaskCompletes(task, DateTimeOffset.UtcNow.AddDays(1));
        await room.TaskCompletes(standing, null);
        await room.RetentionSweeps(DateTimeOffset.UtcNow.AddDays(30).AddMinutes(-1));
        (await room.TaskHistory(task)).ShouldNotContain("TaskRemoved");
        await room.RetentionSweeps(DateTimeOffset.UtcNow.AddDays(31).AddMinutes(1));
        await room.RetentionSweeps(DateTimeOffset.UtcNow.AddDays(31).AddMinutes(2));
        (await room.TaskHistory(task)).Count(e => e == "TaskRemoved").ShouldBe(1);
        (await room.TaskHistory(standing)).ShouldNotContain("TaskRemoved");
    }

    [Fact]
    public async Task A_scheduled_task_whose_sole_destination_is_deleted_completes_and_then_leaves_the_list()
    {
        await using var room = await RoomWithoutBroker.CreateAsync();
        var (task, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var (gone, stays) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await room.ComputerIsRemoved(gone);
        await room.TaskWaits(task, gone);
        await room.TaskWaits(other, gone, stays);
        await room.RetentionSweeps(DateTimeOffset.UtcNow);
        (await room.TaskHistory(task)).ShouldBe(["TaskCreated", "TaskCompleted"]);
        await room.RetentionSweeps(DateTimeOffset.UtcNow);
        await room.RetentionSweeps(DateTimeOffset.UtcNow);
        (await room.TaskHistory(task)).ShouldBe(["TaskCreated", "TaskCompleted", "TaskRemoved"]);
        (await room.TaskHistory(other)).ShouldBe(["TaskCreated"]);
    }

    [Fact]
    public async Task A_started_task_whose_groups_were_deleted_before_anyone_joined_completes_and_then_leaves_the_list()
    {
        await using var room = await RoomWithoutBroker.CreateAsync();
        var (task, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var (gone, stays) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await room.GroupIs(stays, removed: false);
        foreach (var (started, group) in new[] { (task, gone), (other, stays) })
        {
            await room.TaskStarts(started, group);
            await room.ExecutionsAreRequested(started);
        }

        await room.GroupIs(gone, removed: true);
        await room.RetentionSweeps(DateTimeOffset.UtcNow);
        (await room.TaskHistory(task)).ShouldBe(["TaskCreated", "TaskStarted", "TaskIssued", "TaskCompleted"]);
        await room.RetentionSweeps(DateTimeOffset.UtcNow);
        await room.RetentionSweeps(DateTimeOffset.UtcNow);
        (await room.TaskHistory(task)).ShouldBe(["TaskCreated", "TaskStarted", "TaskIssued", "TaskCompleted", "TaskRemoved"]);
        (await room.TaskHistory(other)).ShouldBe(["TaskCreated", "TaskStarted", "TaskIssued"]);
    }
}
