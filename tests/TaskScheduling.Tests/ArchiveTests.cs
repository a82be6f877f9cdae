using Distribution.TaskScheduling.Tests.World;

namespace Distribution.TaskScheduling.Tests;

public sealed class ArchiveTests
{
    [Fact]
    public async Task Executions_of_a_task_that_left_the_list_long_ago_are_put_away_whole_and_others_stay()
    {
        await using var room = await RoomWithoutBroker.CreateAsync();
        var (old, present, group, computer) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var task in new[] { old, present })
        {
            await room.TaskStarts(task, group);
            await room.ExecutionsAreRequested(task, [computer]);
        }

        await room.ExecuteAsync($"update mt_doc_distribution_task set data = data || '{{\"State\": \"Removed\"}}' where id = '{old}'");
        var (soon, late) = (DateTimeOffset.UtcNow.AddDays(29), DateTimeOffset.UtcNow.AddDays(31));

        (await room.ExecutionsAreArchived(30, late)).ShouldBe(0, "it has not ended");
        await room.ExecuteAsync("update mt_doc_execution set data = data || '{\"State\": \"Succeeded\"}'");
        (await room.ExecutionsAreArchived(30, soon)).ShouldBe(0);
        (await room.ExecutionsAreArchived(null, late)).ShouldBe(0, "it is not set");
        (await room.ExecutionsAreArchived(30, late)).ShouldBe(1);
        (await room.ExecutionsAreArchived(30, late)).ShouldBe(0);

        (await room.CountAsync($"mt_doc_execution where data ->> 'TaskId' = '{old}'")).ShouldBe(0);
        (await room.CountAsync("mt_streams where is_archived")).ShouldBe(1);
        (await room.CountAsync("mt_events e join mt_streams s on s.id = e.stream_id where s.is_archived and not e.is_archived")).ShouldBe(0);
        (await room.CountAsync($"mt_doc_execution where data ->> 'TaskId' = '{present}'")).ShouldBe(1);
        // What comes of it afterwards, a late report or a repeated request, finds nothing to decide on.
        await room.ExecutionsAreCancelled(old);
    }
}
