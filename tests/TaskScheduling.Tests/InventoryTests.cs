using System.Net;
using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Executions;
using Distribution.TaskScheduling.Tests.World;

namespace Distribution.TaskScheduling.Tests;

/// <summary>What computers say of themselves decides when a task is due there, and what a preview claims.</summary>
[Collection(nameof(TaskRoom))]
public sealed class InventoryTests(TaskRoom room)
{
    [Fact]
    public async Task A_preview_judges_software_conditions_by_the_known_inventories()
    {
        PlayedAgent[] agents = [await room.Computer(), await room.Computer(), await room.Computer()];
        var package = await room.Package();
        await room.Says(
            new PackageEdited(package, 2, Conditional(new("Editor", true, Comparison.Less, "2"), new("KB7", true, Comparison.Greater, "1")), DateTimeOffset.UtcNow),
            Inventory(agents[0], "UTC", "Editor", "1.9"), Inventory(agents[1], "UTC", "Editor", "2.0"));
        var reach = await Eventually.Holds(
            () => room.Answer(HttpMethod.Post, "/tasks/preview", new
            {
                name = "Preview", actions = new[] { new { kind = "Install", packageId = package } },
                destinations = new { computerIds = agents.Select(agent => agent.Id) },
            }, HttpStatusCode.OK),
            answer => answer.GetProperty("unjudged").GetInt32() == 1, "two inventories and the package's conditions are known");
        reach.GetProperty("skipped").GetInt32().ShouldBe(1);
        reach.GetProperty("examples")[0].GetProperty("computerId").GetGuid().ShouldBe(agents[1].Id);
    }

    [Fact]
    public async Task A_task_at_each_computers_own_local_time_goes_by_the_zone_of_its_inventory()
    {
        var (ahead, unknown) = (await room.Computer(), await room.Computer());
        await room.Says(Inventory(ahead, "Pacific/Kiritimati", "Shell", "1"));
        await Eventually.Holds(() => room.CountAsync("mt_doc_known_software", "ComputerId", ahead.Id), count => count == 1, "the inventory is known");
        var task = await room.Task(new
        {
            name = "Morning", actions = new[] { new { kind = "Run", command = "true" } },
            destinations = new { computerIds = new[] { ahead.Id, unknown.Id } }, ownLocalTime = true,
            localStart = DateTime.SpecifyKind(DateTime.UtcNow.AddHours(13), DateTimeKind.Unspecified),
        });
        (await ahead.Receives<ExecuteTask>()).TaskId.ShouldBe(task);
        // Counted as UTC: its morning is thirteen hours away.
        await room.Execution(ExecutionDecisions.IdFor(task, unknown.Id), "Requested");
        await unknown.HasNothing();
    }

    private static ComputerInventoryChanged Inventory(PlayedAgent agent, string zone, string name, string version) => new(
        agent.Id, 1, true, DateTimeOffset.UtcNow, null, null, null, zone, null, [new(SoftwareChangeKind.Installed, name, version)], ["KB7-v2"], []);

    private static PackageDefinition Conditional(params SoftwareCondition[] conditions) => new(
        "Editor", "2.1", PackageKind.Software, "editor_2.1.deb", new string('a', 64), 1_000, "dpkg -i {file}", null, "editor", null, 300,
        SoftwareConditions: new SoftwareConditions(JudgedBy.All, conditions));
}
