using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Tasks;
using Distribution.TaskScheduling.Tests.World;
using ActionKind = Distribution.Contracts.TaskScheduling.V1.ActionKind;
using TaskClass = Distribution.Contracts.TaskScheduling.V1.TaskClass;
using TaskKind = Distribution.Contracts.TaskScheduling.V1.TaskKind;

namespace Distribution.TaskScheduling.Tests;

/// <summary>A task that reaches more computers than one person may decide about waits for a second one.</summary>
public sealed class ApprovalRuleTests() : SpecificationOf<DistributionTask>(DistributionTask.Evolve)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Id = Guid.NewGuid();
    private static readonly TaskCreated Created = new(
        Id, "Editor", "", TaskKind.Distribution, TaskClass.Administrator, [new TaskAction(ActionKind.Run, null, null, "true", null, null)],
        new TaskDestinations([], [Guid.NewGuid()]), new TaskSchedule(null, null, null, null), new TaskRunning(false, 900), null, "f", Noon, CreatedBy: "ann");

    private static readonly TaskApprovalAsked Asked = new(Id, 500, Noon);

    [Fact]
    public void Nothing_begins_before_somebody_else_has_approved_it()
    {
        Given().When(t => TaskDecisions.Create(t, Created, 500)).Then(Created, Asked).AndAgainNothing();
        Given(Created, Asked).ThenState(t => t!.DueAt.ShouldBeNull());
        Given(Created, Asked).When(t => TaskDecisions.Start(t, Noon.AddDays(1))).ThenNothing();
        Given(Created, Asked).When(t => TaskDecisions.Approve(t!, "ann", Noon)).ThenRefused("somebody else");
        Given(Created, Asked).When(t => TaskDecisions.Approve(t!, "bob", Noon)).Then(new TaskApproved(Id, "bob", Noon)).AndAgainNothing();
        Given(Created, Asked, new TaskApproved(Id, "bob", Noon)).When(t => TaskDecisions.Start(t, Noon)).Then(new TaskStarted(Id, Noon));
    }

    [Fact]
    public void What_grew_over_the_number_while_it_was_under_way_goes_on_when_somebody_else_has_approved_it()
    {
        object[] started = [Created, new TaskStarted(Id, Noon), new TaskIssued(Id, Noon)];
        Given(started).When(t => TaskDecisions.AskApproval(t, 500, Noon)).Then(Asked).AndAgainNothing();
        Given([.. started, Asked]).When(t => TaskDecisions.Issue(t, Noon)).ThenNothing();
        Given([.. started, Asked]).When(t => TaskDecisions.Settle(t, true, false, false, Noon)).ThenNothing();
        Given([.. started, Asked]).When(t => TaskDecisions.Approve(t!, "ann", Noon)).ThenRefused("somebody else");
        Given([.. started, Asked]).When(t => TaskDecisions.Approve(t!, "bob", Noon)).Then(new TaskApproved(Id, "bob", Noon), new TaskStarted(Id, Noon)).AndAgainNothing();
        Given([.. started, Asked]).When(t => TaskDecisions.Reject(t!, "bob", "no", Noon)).Then(new TaskRejected(Id, "bob", "no", Noon), new TaskCancelled(Id, "no", Noon));
        Given([.. started, Asked, new TaskApproved(Id, "bob", Noon), new TaskStarted(Id, Noon)]).When(t => TaskDecisions.AskApproval(t, 900, Noon)).ThenNothing();
        Given([.. started, new TaskCompleted(Id, Noon)]).When(t => TaskDecisions.AskApproval(t, 500, Noon)).Then(Asked, new TaskReopened(Id, Noon)).AndAgainNothing();
    }

    [Fact]
    public void What_has_expired_is_approved_by_nobody_and_what_was_called_off_waits_for_nobody()
    {
        var expiring = Created with { Schedule = new(null, null, null, Noon.AddHours(1)) };
        Given(expiring, Asked).When(t => TaskDecisions.Approve(t!, "bob", Noon.AddHours(1))).ThenRefused("expired");
        Given(expiring, Asked).When(t => TaskDecisions.Approve(t!, "bob", Noon.AddMinutes(59))).Then(new TaskApproved(Id, "bob", Noon.AddMinutes(59)));
        Given(expiring, Asked).When(t => TaskDecisions.Reject(t!, "bob", "late", Noon.AddHours(2))).Then(new TaskRejected(Id, "bob", "late", Noon.AddHours(2)), new TaskCancelled(Id, "late", Noon.AddHours(2)));
        Given(Created, Asked, new TaskCancelled(Id, "no", Noon)).ThenState(t => t!.AwaitsApproval.ShouldBeNull());
        Given(Created, Asked, new TaskRemoved(Id, Noon)).ThenState(t => t!.AwaitsApproval.ShouldBeNull());
    }

    [Fact]
    public void It_is_rejected_by_somebody_else_and_changed_by_nobody()
    {
        Given(Created, Asked).When(t => TaskDecisions.Reject(t!, "ann", "no", Noon)).ThenRefused("somebody else");
        Given(Created, Asked).When(t => TaskDecisions.Reject(t!, "bob", "no", Noon)).Then(new TaskRejected(Id, "bob", "no", Noon), new TaskCancelled(Id, "no", Noon));
        foreach (var approved in new object[][] { [], [new TaskApproved(Id, "bob", Noon)] })
        {
            Given([Created, Asked, .. approved]).When(t => TaskDecisions.Edit(t!, [new TaskActionsChanged(Id, TaskKind.Distribution, [], Noon)])).ThenRefused("copy");
            Given([Created, Asked, .. approved]).When(t => TaskDecisions.Edit(t!, [new TaskRenamed(Id, "Other", "", Noon)])).Then(new TaskRenamed(Id, "Other", "", Noon));
        }

        Given(Created).When(t => TaskDecisions.Approve(t!, "bob", Noon)).ThenRefused("waits for nobody");
    }
}

/// <summary>A task for a group that grows over the number after it was made, on a real database.</summary>
public sealed class GrownTaskTests
{
    [Fact]
    public async Task A_group_that_grew_before_its_task_began_is_reached_when_somebody_else_has_approved_it()
    {
        await using var room = await RoomWithoutBroker.CreateAsync("--Tasks:ApproveAbove=2");
        var (task, group, other, computers) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Computers(3));
        // Neither of the two has grown over it alone.
        foreach (var computer in computers[..2])
            await room.MemberJoins(group, computer);
        await room.MemberJoins(other, computers[2]);
        await room.TaskStarts(task, group, by: "ann", other);
        await room.ExecutionsAreRequested(task);
        await room.ExecutionsAreRequested(task);
        await room.StepsAreFinished(new FixedClock(DateTimeOffset.UtcNow.AddHours(1)));
        (await room.TaskHistory(task)).ShouldBe(["TaskCreated", "TaskStarted", "TaskApprovalAsked"]);
        (await ReachedAsync(room, task, computers)).ShouldBe(0);
        await room.TaskIsApproved(task, "bob");
        await room.ExecutionsAreRequested(task);
        (await ReachedAsync(room, task, computers)).ShouldBe(3);
        (await room.TaskHistory(task))[3..].ShouldBe(["TaskApproved", "TaskStarted", "TaskIssued"]);
    }

    [Fact]
    public async Task Newcomers_one_by_one_wait_from_the_number_on_until_somebody_else_has_approved_it()
    {
        await using var room = await RoomWithoutBroker.CreateAsync("--Tasks:ApproveAbove=2");
        var (task, others, group, computers) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Computers(5));
        await room.TaskStarts(task, group, by: "ann");
        await room.TaskStarts(others, group);
        await room.ExecutionsAreRequested(task);
        foreach (var computer in computers[..4])
        {
            await room.MemberJoins(group, computer);
            await room.NewcomerIsServed(group, computer);
        }

        (await ReachedAsync(room, task, computers)).ShouldBe(2);
        (await room.TaskHistory(task)).Count(name => name == "TaskApprovalAsked").ShouldBe(1);
        (await ReachedAsync(room, others, computers)).ShouldBe(4, "what serves a policy asks nobody");
        await room.TaskIsApproved(task, "bob");
        await room.ExecutionsAreRequested(task);
        await room.MemberJoins(group, computers[4]);
        await room.NewcomerIsServed(group, computers[4]);
        (await ReachedAsync(room, task, computers)).ShouldBe(5);
    }

    private static Guid[] Computers(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];

    private static async Task<int> ReachedAsync(RoomWithoutBroker room, Guid task, Guid[] computers)
    {
        var reached = 0;
        foreach (var computer in computers)
            reached += (await room.History(task, computer)).Length > 0 ? 1 : 0;
        return reached;
    }
}

/// <summary>The same over HTTP, in a service where nobody decides alone.</summary>
public sealed class ApprovalTests
{
    [Fact]
    public async Task Two_people_distribute_to_many()
    {
        await using var service = await ServiceUnderTest.StartAsync(Program.Build, ("Tasks:ApproveAbove", "0"));
        var computer = Guid.CreateVersion7();
        await PublishAsync(service, new Contracts.IdGroupPolicy.V1.ComputerEnrolled(computer, 1, "pc", "linux", "x64", DateTimeOffset.UtcNow));
        using var ann = service.ClientOf(new Caller("ann", "Ann", CallerKind.Person, ["distribution"]));
        using var bob = service.ClientOf(new Caller("bob", "Bob", CallerKind.Person, ["distribution"]));
        var task = new { id = Guid.CreateVersion7(), name = "To all", actions = new[] { new { kind = "Run", command = "true" } }, destinations = new { computerIds = new[] { computer }, groupIds = Array.Empty<Guid>() } };
        await Eventually.Holds(
            async () =>
            {
                using var answer = await ann.PostAsJsonAsync("/tasks", task);
                return (answer.StatusCode, Text: await answer.Content.ReadAsStringAsync());
            },
            answer => answer.StatusCode == HttpStatusCode.Accepted, "the task is created");
        var waiting = await ann.GetFromJsonAsync<JsonElement>($"/tasks/{task.id}");
        waiting.GetProperty("awaitsApproval").GetBoolean().ShouldBeTrue();
        waiting.GetProperty("createdBy").GetString().ShouldBe("ann");
        using var script = service.ClientOf(new Caller("key", "Ann's script", CallerKind.Key, ["distribution"], Owner: "ann"));
        foreach (var same in new[] { ann, script })
            (await same.PostAsJsonAsync($"/tasks/{task.id}/approve", new { })).StatusCode.ShouldBe(HttpStatusCode.Conflict, "a person and the keys of that person are one");
        (await bob.PostAsJsonAsync($"/tasks/{task.id}/approve", new { })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.Holds(
            async () => (await bob.GetFromJsonAsync<JsonElement>($"/tasks/{task.id}")).GetProperty("state").GetString(), state => state == "Started", "the approved task starts");
    }

    private static Task PublishAsync(ServiceUnderTest service, object message) =>
        ((MassTransit.IBus)service.Services.GetService(typeof(MassTransit.IBus))!).Publish(message, message.GetType());
}
