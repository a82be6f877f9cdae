using System.Net.Http.Json;

namespace Distribution.Journeys.Tests;

[Collection(StreetCollection.Name)]
public sealed class A_computer_loses_what_it_must_have(WholeStreet whole, ITestOutputHelper output) : Journey(whole, output)
{
    [Fact]
    public async Task It_gets_it_again_by_itself()
    {
        JourneyGroup group = null!;
        JourneySoftware software = null!;
        var (policy, search, removal) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await Step("a computer enrols, and a package is registered", async () =>
        {
            group = await GroupOf("guarded");
            software = await Software("guard");
        });
        await Step("a security policy says that the group's computers must have it", async () =>
        {
            var mandatory = new { name = software.Name, minimumVersion = "1.0", packageId = software.PackageId };
            await Put($"security-policies/{policy}", new { name = $"{Unique} guard", mandatory = new[] { mandatory }, enforcesMandatory = true });
            await Put($"security-policies/{policy}/groups/{group.Id}");
        });
        await Step("the computer has it without anybody's task", () => Complies(group, policy, software, runs: 1));
        await Step("a saved search finds the computer by its name", async () =>
        {
            await Put($"searches/{search}", new { name = $"{Unique} guarded", search = $"name = \"{group.Computers[0].Name}\"" });
            await Put($"searches/{search}/group");
        });
        await Step("a task removes the software from what the search finds", async () =>
        {
            await Soon(() => Api.Http.PostAsJsonAsync(new Uri("tasks", UriKind.Relative), new
            {
                id = removal,
                name = $"{Unique} removal",
                actions = new[] { new { kind = "Uninstall", packageId = software.PackageId } },
                destinations = new { savedSearchIds = new[] { search } },
            }));
            await All(removal, 1, "Succeeded");
        });
        await Step("the computer has it again", () => Complies(group, policy, software, runs: 2));
        await Step("nothing was lost", () => NothingWasLost(removal, 1));
    }

    private async Task Complies(JourneyGroup group, Guid policy, JourneySoftware software, int runs)
    {
        await Eventually.Holds(
            () => Task.FromResult(Testing.Platform.SamplePackages.Runs(group.Computers[0].Root, software.Name).Count), count => count == runs, $"it was installed {runs} times");
        await Eventually.Holds(
            async () => (string?)(await Api.ListAsync($"security-policies/{policy}/compliance")).SingleOrDefault()?["state"],
            state => state == "Compliant", "the computer complies");
        await IsInstalled(group.Computers[0], software, runs);
    }

    private Task Put(string path, object? body = null) => Soon(() => Api.Http.PutAsJsonAsync(new Uri(path, UriKind.Relative), body ?? new()));

    // Services tell each other by messages: what was made a moment ago may not be known everywhere yet.
    private static async Task Soon(Func<Task<HttpResponseMessage>> send) => await Eventually.Holds(
        async () =>
        {
            using var answer = await send();
            return answer.IsSuccessStatusCode ? "" : $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
        },
        fault => fault.Length == 0, "it is accepted");
}
