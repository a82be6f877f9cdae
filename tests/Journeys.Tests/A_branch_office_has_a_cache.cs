namespace Distribution.Journeys.Tests;

[Collection(StreetCollection.Name)]
public sealed class A_branch_office_has_a_cache(WholeStreet whole, ITestOutputHelper output) : Journey(whole, output)
{
    [Fact]
    public async Task The_second_computer_installs_out_of_the_cache_with_the_content_service_away()
    {
        await using var cache = await BranchCache.StartAsync(Street.Gateway);
        JourneySoftware software = null!;
        StreetComputer first = Computer("first"), second = Computer("second");
        var group = new JourneyGroup { Id = await Api.CreateGroupAsync($"{Unique} branch") };
        group.Key = await Api.CreateEnrolmentKeyAsync($"{Unique} key", group.Id);
        await Step("a computer of the branch installs a package", async () =>
        {
            first.TurnOn(group.Key, cache.Address);
            group.Computers.Add(first);
            await Joined(group);
            software = await Software("tool");
            await All(await Api.CreateTaskAsync($"{Unique} one", [software.PackageId], computerIds: [group.Ids[first.Name]]), 1, "Succeeded");
        });
        await Step("the content service goes away", () => Street.Program("packages").KillAsync());
        await Step("the next computer of the branch installs it all the same", async () =>
        {
            second.TurnOn(group.Key, cache.Address);
            group.Computers.Add(second);
            await Joined(group);
            var task = await Api.CreateTaskAsync($"{Unique} two", [software.PackageId], computerIds: [group.Ids[second.Name]]);
            await All(task, 1, "Succeeded");
            await IsInstalled(second, software);
        });
        await Step("the content service comes back", () => Street.Program("packages").StartAsync());
        await Step("with the cache away, the gateway is asked", async () =>
        {
            cache.Kill();
            var other = await Software("other");
            await All(await Api.CreateTaskAsync($"{Unique} three", [other.PackageId], groupIds: [group.Id]), 2, "Succeeded");
            await IsInstalled(first, other);
            await IsInstalled(second, other);
        });
    }
}
