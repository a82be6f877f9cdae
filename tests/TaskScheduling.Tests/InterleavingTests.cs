using Distribution.TaskScheduling.Tests.World;

namespace Distribution.TaskScheduling.Tests;

/// <summary>
/// Two act at the same time on a real database: each pair in every order of their reads and writes in which the first is interrupted
/// at any point, and the second at any point. No chance and no clock decides which orders are tried.
/// </summary>
public sealed class InterleavingTests
{
    [Fact]
    public Task Joining_while_the_task_starts() => EveryWay(
        _ => Task.CompletedTask, (w, a) => w.Joins(a), (w, a) => w.TaskStartsAndIsRequested(a), isWanted: true);

    [Fact]
    public Task Joining_while_the_same_message_comes_again() => EveryWay(
        w => w.TaskStartsAndIsRequested(), (w, a) => w.Joins(a), null, isWanted: true);

    [Fact]
    public Task Joining_two_groups_of_one_task() => EveryWay(
        w => w.TaskStartsAndIsRequested(), (w, a) => w.Joins(a), (w, a) => w.Joins(a, group: 1), isWanted: true);

    [Fact]
    public Task Two_replicas_that_request_one_task() => EveryWay(
        async w =>
        {
            await w.Joins();
            await w.TaskStarts();
        },
        (w, a) => w.ExecutionsAreRequested(a), null, isWanted: true);

    [Fact]
    public Task Joining_while_the_task_is_cancelled() => EveryWay(
        w => w.TaskStartsAndIsRequested(), (w, a) => w.Joins(a), (w, a) => w.TaskIsCancelled(a), isWanted: false);

    [Fact]
    public Task Requesting_while_the_task_is_cancelled() => EveryWay(
        async w =>
        {
            await w.Joins();
            await w.TaskStarts();
        },
        (w, a) => w.ExecutionsAreRequested(a), (w, a) => w.TaskIsCancelled(a), isWanted: false);

    [Fact]
    public Task Joining_while_the_computer_is_removed() => EveryWay(
        w => w.TaskStartsAndIsRequested(), (w, a) => w.Joins(a), (w, a) => w.ComputerGoes(a), isWanted: false);

    [Fact]
    public Task The_task_starts_while_the_computer_is_removed() => EveryWay(
        w => w.Joins(), (w, a) => w.TaskStartsAndIsRequested(a), (w, a) => w.ComputerGoes(a), isWanted: false);

    // Null is the same once more: then it makes no difference which of the two comes first.
    private static async Task EveryWay(
        Func<NewcomerWorld, Task> before, Func<NewcomerWorld, Actor, Task> one, Func<NewcomerWorld, Actor, Task>? other, bool isWanted)
    {
        await using var service = await NewcomerWorld.ServiceAsync();
        foreach (var (first, second, names) in other is null ? [(one, one, "both")] : new[] { (one, other, "the one first"), (other, one, "the other first") })
        {
            // However often an actor reads: further than it went nobody needs to interrupt it.
            var (mostFirst, mostSecond) = await Once(0, 1);
            for (var firstSteps = 0; firstSteps < mostFirst; firstSteps++)
            {
                for (var secondSteps = 1; secondSteps <= mostSecond; secondSteps++)
                    await Once(firstSteps, secondSteps);
            }

            async Task<(int, int)> Once(int firstSteps, int secondSteps)
            {
                var world = new NewcomerWorld(service);
                await before(world);
                var steps = await Actor.InterleaveAsync(a => first(world, a), a => second(world, a), firstSteps, secondSteps);
                var (requested, dispatched, lives) = await world.ExecutionAsync();
                var order = $"{names}, {firstSteps} steps, then {secondSteps} of the other";
                requested.ShouldBeLessThanOrEqualTo(1, order);
                dispatched.ShouldBeLessThanOrEqualTo(1, order);
                lives.ShouldBe(isWanted, order);
                return steps;
            }
        }
    }
}
