namespace Distribution.Journeys.Tests;

[Collection(StreetCollection.Name)]
public sealed class A_service_is_killed_in_the_middle(WholeStreet whole, ITestOutputHelper output) : Journey(whole, output)
{
    [Theory]
    [InlineData("task-scheduling")]
    [InlineData("reporting")]
    [InlineData("id-group-policy")]
    [InlineData("packages")]
    public async Task It_goes_on_where_it_was_when_it_is_started_again(string service)
    {
        JourneyGroup group = null!;
        JourneySoftware slow = null!, next = null!;
        Guid first = default, second = default;
        await Step("three computers install something slow, and the next task waits behind it", async () =>
        {
            group = await GroupOf("a", "b", "c");
            slow = await Software("slow", seconds: 5);
            next = await Software("next");
            first = await Api.CreateTaskAsync($"{Unique} slow", [slow.PackageId], groupIds: [group.Id]);
            await Eventually.Holds(
                () => Task.FromResult(group.Computers.Count(c => SamplePackages.Runs(c.Root, slow.Name).Count == 1)), runs => runs == 3, "three installers run");
            second = await Api.CreateTaskAsync($"{Unique} next", [next.PackageId], groupIds: [group.Id]);
        });
        await Step($"{service} is killed", () => Street.Program(service).KillAsync());
        await Step("the slow installation ends", () => Eventually.Holds(
            async () => (await Task.WhenAll(group.Computers.Select(c => SamplePackages.InstalledVersionAsync(c.Root, slow.Name)))).Count(v => v == "1.0"),
            installed => installed == 3, "the three computers have installed it"));
        await Step($"{service} starts again", () => Street.Program(service).StartAsync());
        await Step("both tasks succeed on every computer", async () =>
        {
            await All(first, 3, "Succeeded", seconds: 90);
            await All(second, 3, "Succeeded", seconds: 90);
        });
        await Step("each computer ran each once", async () =>
        {
            foreach (var computer in group.Computers)
            {
                await IsInstalled(computer, slow);
                await IsInstalled(computer, next);
            }
        });
        await Step("nothing was lost", async () =>
        {
            await NothingWasLost(first, 3);
            await NothingWasLost(second, 3);
        });
    }
}
