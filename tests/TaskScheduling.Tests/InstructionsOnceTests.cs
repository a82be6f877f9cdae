using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Tests.World;

namespace Distribution.TaskScheduling.Tests;

/// <summary>What all computers of a task are told is written down once.</summary>
public sealed class InstructionsOnceTests
{
    private readonly Guid _task = Guid.CreateVersion7();
    private readonly Guid[] _computers = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];

    [Fact]
    public async Task An_instruction_is_written_down_once_and_found_by_a_publisher_that_takes_over()
    {
        await using var room = await RoomWithoutBroker.CreateAsync();
        await room.TaskStarts(_task, Guid.CreateVersion7());

        await room.ExecutionsAreRequested(_task, _computers[..2]);
        await room.ExecutionsAreRequested(_task, _computers[2..]);

        (await room.InstructionsWrittenDown()).ShouldBe(1);
        foreach (var computer in _computers)
        {
            var told = (await room.Commands(_task, computer)).ShouldHaveSingleItem().ShouldBeOfType<ExecuteTask>();
            (told.TaskId, told.ComputerId, told.Attempt, told.Actions.Single().Command).ShouldBe((_task, computer, 1, "true"));
        }
    }

    [Fact]
    public async Task A_page_requested_while_the_task_was_edited_follows_the_edit()
    {
        await using var room = await RoomWithoutBroker.CreateAsync();
        await room.TaskStarts(_task, Guid.CreateVersion7());

        await room.ExecutionsAreRequested(_task, _computers[..1], () => room.ActionsChange(_task, "false"));
        await room.ExecutionsAreRequested(_task, _computers[1..]);

        // The first was on its way with the old actions: it is called off there, and the new ones follow its end.
        (await room.Execution(_task, _computers[0]))!.Superseded.ShouldBe(true);
        (await room.Commands(_task, _computers[0])).Select(told => told.GetType().Name).ShouldBe(["ExecuteTask", "CancelExecution"]);
        (await room.Execution(_task, _computers[1]))!.Revision.ShouldBe(2);
        (await room.Commands(_task, _computers[1])).ShouldHaveSingleItem().ShouldBeOfType<ExecuteTask>().Actions.Single().Command.ShouldBe("false");
        (await room.InstructionsWrittenDown()).ShouldBe(2);
    }
}
