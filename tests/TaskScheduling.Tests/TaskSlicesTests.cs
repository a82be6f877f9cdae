using System.Net;
using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Destinations;
using Distribution.TaskScheduling.Tests.World;

namespace Distribution.TaskScheduling.Tests;

[Collection(nameof(TaskRoom))]
public sealed class TaskSlicesTests(TaskRoom room)
{
    [Fact]
    public async Task A_scheduled_task_changes_its_destinations_alone_and_starts_with_them()
    {
        var (old, other) = (await room.Computer(), await room.Computer());
        var task = await room.Task(Later(old.Id));
        await room.Answer(HttpMethod.Put, $"/tasks/{task}", new { destinations = new { computerIds = new[] { other.Id } } }, HttpStatusCode.NoContent);
        await room.Answer(HttpMethod.Put, $"/tasks/{task}", new { schedule = new { } }, HttpStatusCode.NoContent);
        (await other.Receives<ExecuteTask>()).TaskId.ShouldBe(task);
        await old.HasNothing();
        await room.Answer(HttpMethod.Put, $"/tasks/{task}", new { name = "late" }, HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_saved_search_is_a_destination_by_the_group_that_it_became()
    {
        var (agent, newcomer, search) = (await room.Computer(), await room.Computer(), Guid.CreateVersion7());
        var group = KnownGroup.OfSearch(search);
        object Wanted(Guid id) => new { name = "Searched", actions = new[] { new { kind = "Run", command = "true" } }, destinations = new { savedSearchIds = new[] { id, id } } };
        (await room.Answer(HttpMethod.Post, "/tasks", Wanted(Guid.CreateVersion7()), HttpStatusCode.UnprocessableEntity)).GetRawText().ShouldContain("saved search");

        await room.Says(new GroupCreated(group, 1, "All of Debian", DateTimeOffset.UtcNow), new ComputerJoinedGroup(group, agent.Id, 1, DateTimeOffset.UtcNow));
        var task = await room.Task(Wanted(search));
        (await agent.Receives<ExecuteTask>()).TaskId.ShouldBe(task);
        (await room.Get($"/tasks/{task}")).GetProperty("savedSearchIds")[0].GetGuid().ShouldBe(search);
        await room.Says(new ComputerJoinedGroup(group, newcomer.Id, 1, DateTimeOffset.UtcNow));
        (await newcomer.Receives<ExecuteTask>()).TaskId.ShouldBe(task);
    }

    [Fact]
    public async Task A_local_start_is_kept_beside_the_moment_that_it_stands_for()
    {
        var agent = await room.Computer();
        var task = await room.Task(new
        {
            name = "Night", actions = new[] { new { kind = "Run", command = "true" } }, destinations = new { computerIds = new[] { agent.Id } },
            localStart = "2099-03-29T02:30:00", timeZone = "Europe/Berlin",
        });
        var schedule = (await room.Get($"/tasks/{task}")).GetProperty("schedule");
        schedule.GetProperty("startAt").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2099, 3, 29, 1, 0, 0, TimeSpan.Zero));
        schedule.GetProperty("localStart").GetString().ShouldBe("2099-03-29T02:30:00");
    }

    [Fact]
    public async Task A_copy_sends_another_package_to_the_same_destinations()
    {
        var agent = await room.Computer();
        var original = await room.Task(Later(agent.Id));
        var copy = (await room.Answer(
            HttpMethod.Post, $"/tasks/{original}/copy", new { actions = new[] { new { kind = "Install", packageId = await room.Package() } } },
            HttpStatusCode.Accepted)).GetProperty("id").GetGuid();
        var instruction = await agent.Receives<ExecuteTask>();
        (instruction.TaskId, instruction.TaskName, instruction.Actions[0].Kind).ShouldBe((copy, "Copy of Later", ActionKind.Install));
    }

    [Fact]
    public async Task The_list_of_tasks_is_paged_without_a_gap_or_a_repetition()
    {
        var agent = await room.Computer();
        var made = new HashSet<Guid>();
        for (var i = 0; i < 7; i++)
            made.Add(await room.Task(Later(agent.Id)));
        var seen = new List<Guid>();
        var next = "";
        do
        {
            var page = await room.Get($"/tasks?limit=3&after={next}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);
        seen.ShouldBeUnique();
        made.ShouldBeSubsetOf(seen);
    }

    private static object Later(Guid computer) => new
    {
        name = "Later", actions = new[] { new { kind = "Run", command = "true" } }, destinations = new { computerIds = new[] { computer } }, startAt = "2099-01-01T00:00:00Z",
    };
}
