using System.Text.Json.Nodes;
using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.EventStore;
using Distribution.IdGroupPolicy.Inventory;
using Distribution.IdGroupPolicy.Security;
using Distribution.IdGroupPolicy.Tests.Inventory;
using Distribution.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using static Distribution.IdGroupPolicy.Tests.Inventory.SampleInventory;

namespace Distribution.IdGroupPolicy.Tests.Security;

/// <summary>A security policy from its setting to the countermeasure and back, on a real database and a real broker.</summary>
public sealed class SecurityEndpointTests(RunningService running)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly SaidBefore _agent = new();

    private HttpClient Client => running.Client;

    [Fact]
    public async Task A_violation_becomes_a_countermeasure_is_counted_and_ends_with_its_cause()
    {
        var (package, group) = (await Package(), await Client.GroupAsync("Security: endpoints"));
        var computer = (await Client.EnrolAsync("secured")).ComputerId;
        var policy = (Guid)(await Client.SendAsync(HttpMethod.Post, "/security-policies", new
        {
            name = "Basics", mandatory = new[] { new { name = "guard", minimumVersion = "2.0", packageId = package } }, prohibited = new[] { new { name = "game" } },
            enforcesMandatory = true, enforcesProhibited = true,
        }))["id"]!;
        (await Client.StatusAsync(HttpMethod.Put, $"/groups/{group}/members/{computer}")).ShouldBe(204);
        (await Client.StatusAsync(HttpMethod.Put, $"/security-policies/{policy}/groups/{group}")).ShouldBe(204);
        await Say(computer, _agent.Whole(Item("guard"), Item("game")));

        var violating = await Shown(policy, computer, "Violating", countermeasures: 2);
        var task = violating["countermeasures"]!.AsArray().Single(c => (string)c!["violation"]!["subject"]! == "guard")!["open"]!.GetValue<Guid>();
        (await Orders(task)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            o => o.ComputerIds.ShouldBe([computer]), o => o.Remedy.PackageId.ShouldBe(package), o => o.GroupId.ShouldBe(group));
        (await Client.SendAsync(HttpMethod.Get, $"/security-policies/{policy}/groups/{group}/compliance"))["violating"]!.GetValue<long>().ShouldBe(1);
        var counted = (await Client.SendAsync(HttpMethod.Get, "/security-policies/compliance"))["items"]!.AsArray().Single(c => (Guid)c!["policyId"]! == policy)!;
        ((string)counted["name"]!, (long)counted["compliant"]!, (long)counted["violating"]!, (long)counted["suppressed"]!).ShouldBe(("Basics", 0, 1, 0));

        await running.Service.Services.GetRequiredService<IBus>().Publish(new ExecutionEnded(
            Guid.NewGuid(), task, computer, 5, 1, ExecutionState.Succeeded, null, DateTimeOffset.UtcNow));
        await Say(computer, _agent.Difference(Item("guard", "2.1")));
        await Shown(policy, computer, "Compliant", countermeasures: 0);
        ((int)(await Client.SendAsync(HttpMethod.Get, $"/computers/{computer}/compliance"))["items"]!.AsArray().Count).ShouldBe(1);
        var history = (await Client.SendAsync(HttpMethod.Get, $"/computers/{computer}/compliance/{policy}/history?limit=2"))["items"]!.AsArray();
        history.Select(e => (string)e!["event"]!).ShouldBe(["ComplianceChanged", "CountermeasureTaken"]);

        (await Client.StatusAsync(HttpMethod.Delete, $"/groups/{group}")).ShouldBe(202);
        await Eventually.Holds(
            async () => (await Client.SendAsync(HttpMethod.Get, $"/security-policies/{policy}"))["groupIds"]!.AsArray().Count, count => count == 0,
            "the policy is taken from the group that goes", Patience);
        await Eventually.Holds(() => All(policy), items => items.Count == 0, "nobody is judged any more", Patience);
        (await Client.StatusAsync(HttpMethod.Delete, $"/security-policies/{policy}")).ShouldBe(204);
        (await Client.StatusAsync(HttpMethod.Get, $"/security-policies/{policy}")).ShouldBe(404);
    }

    [Fact]
    public async Task A_policy_that_is_assigned_later_or_whose_package_is_unknown_or_whose_rules_contradict_each_other()
    {
        var group = await Client.GroupAsync("Security: later");
        var computer = (await Client.EnrolAsync("secured-later")).ComputerId;
        (await Client.StatusAsync(HttpMethod.Put, $"/groups/{group}/members/{computer}")).ShouldBe(204);
        await Say(computer, _agent.Whole(Item("game")));
        var policy = (Guid)(await Client.SendAsync(HttpMethod.Post, "/security-policies", new { name = "No games", prohibited = new[] { new { name = "game" } } }))["id"]!;
        (await Client.StatusAsync(HttpMethod.Put, $"/security-policies/{policy}/groups/{group}")).ShouldBe(204);
        await Shown(policy, computer, "Violating", countermeasures: 0);
        (await Client.StatusAsync(HttpMethod.Put, $"/security-policies/{policy}", new
        {
            name = "No games", prohibited = new[] { new { name = "game" } }, enforcesProhibited = true,
        })).ShouldBe(200);
        await Shown(policy, computer, "Violating", countermeasures: 1);

        (await Client.StatusAsync(HttpMethod.Post, "/security-policies", new { name = "x", mandatory = new[] { new { name = "guard", packageId = Guid.NewGuid() } } })).ShouldBe(422);
        (await Client.StatusAsync(HttpMethod.Post, "/security-policies", new { name = "x", updates = new[] { new { documentNumber = "seven" } } })).ShouldBe(400);
        (await Client.StatusAsync(HttpMethod.Put, $"/security-policies/{Guid.NewGuid()}/groups/{group}")).ShouldBe(404);
        (await Client.StatusAsync(HttpMethod.Get, $"/security-policies/{policy}/compliance?state=fine")).ShouldBe(400);
    }

    private Task<JsonNode> Shown(Guid policy, Guid computer, string state, int countermeasures) => Eventually.Holds(
        async () => (await All(policy)).SingleOrDefault(c => (Guid)c!["computerId"]! == computer) ?? new JsonObject(),
        c => (string?)c["state"] == state && c["countermeasures"]!.AsArray().Count == countermeasures, $"{computer} is {state} with {countermeasures}", Patience);

    private async Task<JsonArray> All(Guid policy) => (await Client.SendAsync(HttpMethod.Get, $"/security-policies/{policy}/compliance"))["items"]!.AsArray();

    private async Task<IReadOnlyList<CountermeasureOrdered>> Orders(Guid countermeasure)
    {
        await using var scope = running.Service.Services.CreateAsyncScope();
        var events = await scope.ServiceProvider.GetRequiredService<IDocumentSession>().Events.FetchStreamAsync(countermeasure);
        return [.. events.Select(e => e.Data).OfType<CountermeasureOrdered>()];
    }

    private async Task Say(Guid computer, Contracts.Agents.V1.InventoryReported said)
    {
        await using var scope = running.Service.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IDocumentSession>().Decide<KnownInventory>(
            KnownInventory.StreamOf(computer), state => KnownInventory.Report(state, computer, said, DateTimeOffset.UtcNow), default);
    }

    private async Task<Guid> Package()
    {
        var package = Guid.CreateVersion7();
        await running.Service.Services.GetRequiredService<IBus>().Publish(new PackageRegistered(
            package, 1, new PackageDefinition("guard", "2.1", PackageKind.Software, "guard.deb", new string('a', 64), 1_000, "dpkg -i {file}", null, "guard", null, 300), DateTimeOffset.UtcNow));
        return package;
    }
}
