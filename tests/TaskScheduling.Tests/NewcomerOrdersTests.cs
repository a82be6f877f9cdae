using Distribution.TaskScheduling.Tests.World;

namespace Distribution.TaskScheduling.Tests;

/// <summary>
/// What is told of one computer, its group and a standing task comes in every order, some of it twice: each set of messages is tried
/// in all its orders on a real database, and a model of seven lines says what must have come of it.
/// </summary>
public sealed class NewcomerOrdersTests
{
    [Theory]
    [InlineData("start request join leave rejoin")]
    [InlineData("start request request join join")]
    [InlineData("start request join rejoin expire")]
    [InlineData("start request join leave expire")]
    [InlineData("start request join cancel remove")]
    [InlineData("start request join leave gone")]
    [InlineData("start request join rejoin remove")]
    public async Task Whatever_the_order_each_computer_gets_the_standing_task_exactly_once(string messages)
    {
        await using var service = await NewcomerWorld.ServiceAsync();
        var tried = 0;
        foreach (var order in Orders(messages.Split(' ')).Distinct())
        {
            var (world, model) = (new NewcomerWorld(service), new Model());
            foreach (var message in order.Split(' '))
            {
                await Tell(world, message);
                model.Hear(message);
            }

            var (requested, dispatched, lives) = await world.ExecutionAsync();
            (requested, lives).ShouldBe((model.Requested ? 1 : 0, model.Lives), order);
            dispatched.ShouldBeLessThanOrEqualTo(1, order);
            tried++;
        }

        tried.ShouldBeGreaterThanOrEqualTo(10);
    }

    private static Task Tell(NewcomerWorld world, string message)
    {
        if (message == "expire")
            world.TaskExpires();
        return message switch
        {
            "start" => world.TaskStarts(),
            "request" => world.ExecutionsAreRequested(),
            "join" => world.Joins(version: 1),
            "leave" => world.Leaves(version: 2),
            "rejoin" => world.Joins(version: 3),
            "cancel" => world.TaskIsCancelled(),
            "remove" => world.ComputerGoes(),
            "gone" => world.GroupGoes(),
            _ => Task.CompletedTask,
        };
    }

    // A task is requested and cancelled only after it has started; everything else may come whenever it likes.
    private static IEnumerable<string> Orders(IReadOnlyList<string> messages) =>
        Permutations(messages)
            .Where(order => order.IndexOf("start") < order.IndexOf("request") && (!order.Contains("cancel") || order.IndexOf("start") < order.IndexOf("cancel")))
            .Select(order => string.Join(' ', order));

    private static IEnumerable<List<string>> Permutations(IReadOnlyList<string> messages) => messages.Count == 0
        ? [[]]
        : messages.SelectMany((message, at) => Permutations([.. messages.Where((_, other) => other != at)]).Select(rest => (List<string>)[message, .. rest]));

    /// <summary>What must have come of it.</summary>
    private sealed class Model
    {
        private readonly HashSet<string> _heard = [];
        private long _version;

        public bool Requested { get; private set; }

        public bool Lives => Requested && !_heard.Contains("cancel") && !_heard.Contains("remove");

        public void Hear(string message)
        {
            _heard.Add(message);
            var said = message switch { "join" => 1, "leave" => 2, "rejoin" => 3, _ => 0 };
            _version = Math.Max(_version, said);
            var isMember = _version is 1 or 3;
            var looks = message == "request" || said is 1 or 3;
            Requested |= looks && isMember && _heard.Contains("start") && !_heard.Overlaps(["cancel", "remove", "expire"]);
        }
    }
}
