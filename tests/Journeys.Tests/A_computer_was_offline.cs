using Distribution.Contracts;

namespace Distribution.Journeys.Tests;

[Collection(StreetCollection.Name)]
public sealed class A_computer_was_offline(WholeStreet whole, ITestOutputHelper output) : Journey(whole, output)
{
    [Fact]
    public async Task It_gets_the_task_when_it_comes_back()
    {
        JourneyGroup group = null!;
        JourneySoftware software = null!;
        Guid task = default;
        await Step("two computers enrol and one is turned off", async () =>
        {
            group = await GroupOf("on", "off");
            await group.Computers[1].TurnOffAsync();
            software = await Software("tool");
        });
        await Step("a task is created and the other computer succeeds", async () =>
        {
            task = await Api.CreateTaskAsync($"{Unique} task", [software.PackageId], groupIds: [group.Id]);
            await Some(task, "Succeeded");
        });
        await Step("the instruction waits in the computer's own queue", () => Eventually.Holds(
            Street.QueuesAsync, queues => queues[AgentQueue.NameFor(group.Ids[group.Computers[1].Name])] == 1, "one message waits"));
        await Step("the computer comes back and succeeds", async () =>
        {
            group.Computers[1].TurnOn();
            await All(task, 2, "Succeeded");
        });
        await Step("each computer ran it once", async () =>
        {
            foreach (var computer in group.Computers)
                await IsInstalled(computer, software);
        });
        await Step("nothing was lost", () => NothingWasLost(task, 2));
    }
}
