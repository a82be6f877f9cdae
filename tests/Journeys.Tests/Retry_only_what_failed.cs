namespace Distribution.Journeys.Tests;

[Collection(StreetCollection.Name)]
public sealed class Retry_only_what_failed(WholeStreet whole, ITestOutputHelper output) : Journey(whole, output)
{
    [Fact]
    public async Task A_success_is_never_redone()
    {
        JourneyGroup group = null!;
        JourneySoftware software = null!;
        Guid task = default;
        await Step("two computers enrol; one of them lacks what the package needs", async () =>
        {
            group = await GroupOf("right", "wrong");
            Provide(group.Computers[0]);
            software = await Software("picky", failUnless: "/etc/needed");
        });
        await Step("the task succeeds on one and fails on the other, with the installer's exit code", async () =>
        {
            task = await Api.CreateTaskAsync($"{Unique} task", [software.PackageId], groupIds: [group.Id]);
            var ended = await Eventually.Holds(() => Api.ExecutionsAsync(task), e => e.Count == 2 && e.All(x => x.HasEnded), "both ended");
            ended.Single(e => e.ComputerId == group.Ids[group.Computers[0].Name]).State.ShouldBe("Succeeded");
            ended.Single(e => e.ComputerId == group.Ids[group.Computers[1].Name]).State.ShouldBe("Failed");
        });
        await Step("the cause is mended and the failed are retried", async () =>
        {
            Provide(group.Computers[1]);
            await Api.PostAsync($"tasks/{task}/retry", new { });
        });
        await Step("every computer has succeeded", () => All(task, 2, "Succeeded"));
        await Step("only the failed one ran again", async () =>
        {
            await IsInstalled(group.Computers[0], software, runs: 1);
            await IsInstalled(group.Computers[1], software, runs: 2);
        });
        await Step("nothing was lost", () => NothingWasLost(task, 2));
    }

    private static void Provide(StreetComputer computer)
    {
        Directory.CreateDirectory(Path.Combine(computer.Root, "etc"));
        File.WriteAllText(Path.Combine(computer.Root, "etc/needed"), "");
    }
}
