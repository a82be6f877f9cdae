namespace Distribution.Journeys.Tests;

[Collection(StreetCollection.Name)]
public sealed class Distribute_a_package_to_a_group(WholeStreet whole, ITestOutputHelper output) : Journey(whole, output)
{
    [Fact]
    public async Task Every_computer_of_the_group_has_the_software_and_the_files()
    {
        JourneyGroup group = null!;
        JourneySoftware software = null!;
        Guid files = default, task = default;
        await Step("two computers enrol into a group", async () => group = await GroupOf("a", "b"));
        await Step("a Debian package and a zip are registered", async () =>
        {
            software = await Software("tool");
            files = await Files("notes", "/srv/notes", ("one.txt", "1\n"), ("deep/two.txt", "2\n"));
        });
        await Step("a task with both is created for the group", async () =>
            task = await Api.CreateTaskAsync($"{Unique} task", [software.PackageId], [files], groupIds: [group.Id]));
        await Step("every computer succeeds", () => All(task, 2, "Succeeded"));
        await Step("dpkg knows the software and the files can be read", async () =>
        {
            foreach (var computer in group.Computers)
            {
                await IsInstalled(computer, software);
                File.ReadAllText(Path.Combine(computer.Root, "srv/notes/one.txt")).ShouldBe("1\n");
                File.ReadAllText(Path.Combine(computer.Root, "srv/notes/deep/two.txt")).ShouldBe("2\n");
            }
        });
        await Step("the computers' history tells both actions", async () =>
        {
            foreach (var id in group.Ids.Values)
                await Eventually.Holds(() => Api.ListAsync($"reports/computers/{id}/history"), items => items.Count > 0, "the computer has a history");
        });
        await Step("nothing was lost", () => NothingWasLost(task, 2));
    }
}
