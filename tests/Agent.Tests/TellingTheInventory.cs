using Distribution.Agent.Inventory;
using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.Rules;
using static Distribution.Agent.Tests.Facts;

namespace Distribution.Agent.Tests;

public class TellingTheInventory
{
    private static readonly InventoryFacts Facts = new(
        new("Maker", "Model", "1", "CPU", 4, 1 << 30), "Debian", "12", "x64", [new("/", 1000, 500)], [new("eth0", "02:00:00:00:00:01", ["10.0.0.1"])], null, "Europe/Berlin", null, "1.0.0");

    private static readonly ComputerInventory Before = new(Facts, [new("a", "1"), new("b", "1")], ["KB1"]);
    private static readonly Guid Series = Guid.NewGuid();

    [Fact]
    public void The_first_is_whole_and_so_is_one_that_was_asked_for()
    {
        var first = NextInventory.Of(SaidInventory.Nothing(Series), Before, Noon)!;
        (first.SeriesId, first.Number, first.BaseHash, first.Facts, first.Software.Count, first.Updates.Count).ShouldBe((Series, 1, null, Facts, 2, 1));
        NextInventory.Of(Said with { WholeWanted = true }, Before, Noon)!.BaseHash.ShouldBeNull();
    }

    [Fact]
    public void Afterwards_only_the_difference_is_told_with_the_hash_of_what_it_differs_from()
    {
        NextInventory.Of(Said, Before, Noon).ShouldBeNull("nothing has changed");
        var next = NextInventory.Of(Said, Before with { Software = [new("b", "2"), new("a", "1")], Updates = ["KB1", "KB2"] }, Noon)!;
        (next.Number, next.BaseHash, next.Facts).ShouldBe((2, InventoryHash.Of(Before.Software, Before.Updates), null));
        next.Software.ShouldBe([new("b", "2")]);
        next.SoftwareRemoved.ShouldBe([new("b", "1")]);
        (next.Updates.Single(), next.UpdatesRemoved!.Count).ShouldBe(("KB2", 0));
    }

    [Fact]
    public void A_disk_that_fills_a_little_is_no_news_and_one_that_fills_up_is()
    {
        NextInventory.Of(Said, Before with { Facts = Facts with { Disks = [new("/", 1000, 460)] } }, Noon).ShouldBeNull();
        NextInventory.Of(Said, Before with { Facts = Facts with { Disks = [new("/", 1000, 440)] } }, Noon)!.Facts!.Disks[0].FreeBytes.ShouldBe(440);
        NextInventory.Of(Said, Before with { Facts = Facts with { LoggedOnUser = "anna" } }, Noon)!.Software.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_computer_tells_what_it_consists_of_whole_then_what_an_installation_changed_and_whole_again_when_asked()
    {
        await using var server = await PlayedServer.StartAsync("inventory");
        await using var agent = new AgentUnderTest(server).Start();
        var whole = await Told("", 1);
        (whole.RoutingKey, whole.Text("number"), whole.Text("baseHash")).ShouldBe(($"inventory.{server.ComputerId}", "1", ""));
        var facts = whole.Body.GetProperty("facts");
        facts.GetProperty("hardware").GetProperty("memoryBytes").GetInt64().ShouldBeGreaterThan(1 << 28);
        facts.GetProperty("disks").GetArrayLength().ShouldBeGreaterThan(0);
        facts.GetProperty("timeZone").GetString().ShouldNotBeNullOrEmpty();

        var task = server.Task(Do.Install(1, server.Content("tool.deb", DebianPackage.Build("tool", "1.5"))));
        await server.SendAsync(task);
        (await server.FinalOf(task)).Text("state").ShouldBe("Succeeded", agent.Said);
        var difference = await Told(InventoryHash.Of([], []), 1);
        difference.Body.GetProperty("software").EnumerateArray().Select(one => $"{one.GetProperty("name")} {one.GetProperty("version")} {one.GetProperty("architecture")}").ShouldBe(["tool 1.5 all"]);

        // A start says nothing that was said before.
        await agent.StopAsync();
        agent.Start();
        await server.NextContactAsync();
        await server.NextContactAsync();
        await server.SendAsync(new ReportInventory(server.ComputerId, Noon));
        var again = await Told("", 2);
        (again.Text("baseHash"), again.Body.GetProperty("software").GetArrayLength(), again.Text("seriesId")).ShouldBe(("", 1, whole.Text("seriesId")));
        server.Reports.ShouldNotContain(report => report.Kind == "InstructionRefused");

        // The facts of this machine may change meanwhile, and make a difference of their own.
        async Task<Arrived> Told(string baseHash, int times) => (await Eventually.Holds(
            () => System.Threading.Tasks.Task.FromResult(server.Inventories.Where(one => one.Text("baseHash") == baseHash && (baseHash == "" || one.Body.GetProperty("software").GetArrayLength() > 0)).ToList()),
            inventories => inventories.Count >= times, $"an inventory on '{baseHash}' is told"))[times - 1];
    }

    private static SaidInventory Said => SaidInventory.Nothing(Series).After(Before, 1);
}
