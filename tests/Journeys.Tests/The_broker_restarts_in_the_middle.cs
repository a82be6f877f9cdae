namespace Distribution.Journeys.Tests;

[Collection(StreetCollection.Name)]
public sealed class The_broker_restarts_in_the_middle(WholeStreet whole, ITestOutputHelper output) : Journey(whole, output)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Everything_goes_on_where_it_was(bool killed)
    {
        JourneyGroup group = null!;
        JourneySoftware first = null!, second = null!;
        Guid running = default, meanwhile = default;
        await Step("two computers install something slow", async () =>
        {
            group = await GroupOf("a", "b");
            first = await Software("slow", seconds: 4);
            second = await Software("meanwhile");
            running = await Api.CreateTaskAsync($"{Unique} slow", [first.PackageId], groupIds: [group.Id]);
            await Some(running, "Running");
        });
        await Step(killed ? "the broker is killed" : "the broker stops", () => killed ? Street.Broker.KillAsync() : Street.Broker.StopAsync());
        await Step("a task is created while there is no broker", async () =>
            meanwhile = await Api.CreateTaskAsync($"{Unique} meanwhile", [second.PackageId], groupIds: [group.Id]));
        await Step("the slow installation ends while nobody can be told", () => Eventually.Holds(
            async () => (await Task.WhenAll(group.Computers.Select(c => SamplePackages.InstalledVersionAsync(c.Root, first.Name)))).Count(v => v == "1.0"),
            installed => installed == 2, "both computers have installed it"));
        await Step("the broker starts again", Street.Broker.StartAgainAsync);
        await Step("both tasks succeed on every computer", async () =>
        {
            await All(running, 2, "Succeeded", seconds: 90);
            await All(meanwhile, 2, "Succeeded", seconds: 90);
        });
        await Step("each computer ran each once", async () =>
        {
            foreach (var computer in group.Computers)
            {
                await IsInstalled(computer, first);
                await IsInstalled(computer, second);
            }
        });
        await Step("nothing was lost", async () =>
        {
            await NothingWasLost(running, 2);
            await NothingWasLost(meanwhile, 2);
        });
    }
}
