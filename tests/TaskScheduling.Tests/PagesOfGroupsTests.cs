using Distribution.TaskScheduling.Tests.World;

namespace Distribution.TaskScheduling.Tests;

/// <summary>How a task reaches the members of its groups when it starts.</summary>
public sealed class PagesOfGroupsTests
{
    [Fact]
    public async Task Two_pages_of_members_are_worked_on_at_the_same_time_and_a_member_of_both_groups_gets_one()
    {
        await using var room = await RoomWithoutBroker.CreateAsync();
        var (task, group, other) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        Guid[] computers = [.. Enumerable.Range(0, 1_010).Select(_ => Guid.CreateVersion7())];
        await room.MembersJoin(group, computers[..1_005]);
        await room.MembersJoin(other, computers[1_000..]);
        await room.TaskStarts(task, group, second: other);
        var clock = new Meeting();
        await room.ExecutionsAreRequested(task, clock);
        clock.HasTakenPlace.ShouldBeTrue();
        (await room.CountAsync("mt_doc_execution")).ShouldBe(1_010);
        (await room.CountAsync("mt_events where type = 'execution_issued'")).ShouldBe(1_010);
        (await room.TaskHistory(task))[^1].ShouldBe("TaskIssued");
    }

    // Each page looks at the clock once before it writes; there the first one waits for the second.
    private sealed class Meeting : TimeProvider
    {
        private readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _came;

        public bool HasTakenPlace { get; private set; }

        public override DateTimeOffset GetUtcNow()
        {
            switch (Interlocked.Increment(ref _came))
            {
                case 1:
                    HasTakenPlace = _second.Task.Wait(TimeSpan.FromSeconds(45));
                    break;
                case 2:
                    _second.SetResult();
                    break;
            }

            return base.GetUtcNow();
        }
    }
}
