namespace Distribution.Journeys.Tests;

[Collection(StreetCollection.Name)]
public sealed class A_newcomer_gets_the_standing_task(WholeStreet whole, ITestOutputHelper output) : Journey(whole, output)
{
    [Fact]
    public async Task And_nobody_gets_it_twice()
    {
        JourneyGroup group = null!;
        JourneySoftware software = null!;
        Guid task = default;
        await Step("a group of one computer has done its task", async () =>
        {
            group = await GroupOf("first");
            software = await Software("tool");
            task = await Api.CreateTaskAsync($"{Unique} task", [software.PackageId], groupIds: [group.Id]);
            await All(task, 1, "Succeeded");
        });
        await Step("another computer enrols with the group's key", async () =>
        {
            group.Computers.Add(Computer("newcomer", group.Key));
            await Joined(group);
        });
        await Step("it gets the task and succeeds", () => All(task, 2, "Succeeded"));
        await Step("it leaves the group, comes back, and gets nothing", async () =>
        {
            var id = group.Ids[group.Computers[1].Name];
            using var left = await Api.Http.DeleteAsync(new Uri($"groups/{group.Id}/members/{id}", UriKind.Relative));
            left.EnsureSuccessStatusCode();
            using var joined = await Api.Http.PutAsync(new Uri($"groups/{group.Id}/members/{id}", UriKind.Relative), null);
            joined.EnsureSuccessStatusCode();
            // A later task proves that the membership has gone all the way round.
            var later = await Software("later");
            await All(await Api.CreateTaskAsync($"{Unique} later", [later.PackageId], groupIds: [group.Id]), 2, "Succeeded");
        });
        await Step("each computer ran it once", async () =>
        {
            foreach (var computer in group.Computers)
                await IsInstalled(computer, software);
        });
        await Step("nothing was lost", () => NothingWasLost(task, 2));
    }
}
