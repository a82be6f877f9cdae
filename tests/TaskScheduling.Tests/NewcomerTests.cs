using Distribution.TaskScheduling.Tests.World;

namespace Distribution.TaskScheduling.Tests;

/// <summary>A computer joins a group at every instant around a task's start, on a real database, step by step.</summary>
public sealed class NewcomerTests
{
    private static readonly string[] Once = ["ExecutionIssued"];

    [Theory]
    [InlineData("start, request, join, serve")]
    [InlineData("start, join, request, serve")]
    [InlineData("start, join, serve, request")]
    [InlineData("join, start, request, serve")]
    [InlineData("join, start, serve, request")]
    [InlineData("join, serve, start, request")]
    [InlineData("join, start, serve, request, serve, request")]
    public async Task Whatever_the_order_a_newcomer_gets_the_task_exactly_once(string order)
    {
        await using var room = await RoomWithoutBroker.CreateAsync();
        var (task, group, computer) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var step in order.Split(", "))
            await Take(room, step, task, group, computer);
        (await room.History(task, computer)).ShouldBe(Once);
    }

    [Theory]
    [InlineData("join, start, request, cancel, call off")]
    [InlineData("join, start, cancel, request, call off")]
    [InlineData("join, start, cancel, call off, request")]
    [InlineData("start, cancel, join, call off, serve")]
    public async Task Whatever_the_order_no_execution_outlives_a_cancelled_task(string order)
    {
        await using var room = await RoomWithoutBroker.CreateAsync();
        var (task, group, computer) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var step in order.Split(", "))
            await Take(room, step, task, group, computer);
        var history = await room.History(task, computer);
        if (history.Length > 0)
            history[^1].ShouldBe("ExecutionCancelRequested");
    }

    private static Task Take(RoomWithoutBroker room, string step, Guid task, Guid group, Guid computer) => step switch
    {
        "start" => room.TaskStarts(task, group),
        "request" => room.ExecutionsAreRequested(task),
        "join" => room.MemberJoins(group, computer),
        "serve" => room.NewcomerIsServed(group, computer),
        "cancel" => room.TaskIsCancelled(task),
        "call off" => room.ExecutionsAreCancelled(task),
        _ => throw new ArgumentException(step),
    };
}
