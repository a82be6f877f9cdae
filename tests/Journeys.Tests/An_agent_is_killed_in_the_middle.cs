namespace Distribution.Journeys.Tests;

[Collection(StreetCollection.Name)]
public sealed class An_agent_is_killed_in_the_middle(WholeStreet whole, ITestOutputHelper output) : Journey(whole, output)
{
    [Fact]
    public async Task The_installation_goes_on_and_its_result_is_told()
    {
        var (group, slow, next, first, second) = await Installing(seconds: 5);
        var computer = group.Computers[0];
        await Step("the agent is killed and starts again", async () =>
        {
            await computer.KillAgentAsync();
            computer.TurnOn();
        });
        await Step("both tasks succeed", async () =>
        {
            await All(first, 1, "Succeeded");
            await All(second, 1, "Succeeded");
        });
        await Step("nothing was lost, and nothing ran twice", async () =>
        {
            await IsInstalled(computer, slow);
            await IsInstalled(computer, next);
            await NothingWasLost(first, 1);
            await NothingWasLost(second, 1);
        });
    }

    [Fact]
    public async Task After_a_power_cut_the_interrupted_installation_is_told_as_failed_and_not_run_again()
    {
        var (group, slow, next, first, second) = await Installing(seconds: 60);
        var computer = group.Computers[0];
        await Step("the power is cut and comes back", async () =>
        {
            await computer.CutPowerAsync();
            computer.TurnOn();
        });
        await Step("the interrupted installation is told as failed", () => All(first, 1, "Failed"));
        await Step("the next task is carried out", () => All(second, 1, "Succeeded"));
        await Step("nothing was lost, and nothing ran twice", async () =>
        {
            SamplePackages.Runs(computer.Root, slow.Name).Count.ShouldBe(1);
            await IsInstalled(computer, next);
            await NothingWasLost(second, 1);
        });
    }

    private async Task<(JourneyGroup Group, JourneySoftware Slow, JourneySoftware Next, Guid First, Guid Second)> Installing(int seconds)
    {
        JourneyGroup group = null!;
        JourneySoftware slow = null!, next = null!;
        Guid first = default, second = default;
        await Step("a computer installs something slow, and the next task waits behind it", async () =>
        {
            group = await GroupOf("a");
            slow = await Software("slow", seconds);
            next = await Software("next");
            first = await Api.CreateTaskAsync($"{Unique} slow", [slow.PackageId], groupIds: [group.Id]);
            await Eventually.Holds(
                () => Task.FromResult(SamplePackages.Runs(group.Computers[0].Root, slow.Name).Count), runs => runs == 1, "the installer runs");
            second = await Api.CreateTaskAsync($"{Unique} next", [next.PackageId], groupIds: [group.Id]);
        });
        return (group, slow, next, first, second);
    }
}
