namespace Distribution.Journeys.Tests;

[Collection(StreetCollection.Name)]
public sealed class An_enrolment_is_interrupted(WholeStreet whole, ITestOutputHelper output) : Journey(whole, output)
{
    [Fact]
    public async Task The_computer_comes_back_as_the_same_one()
    {
        JourneyGroup group = null!;
        await Step("the server knows the computer, and its power is cut before the answer is on its disk", async () =>
        {
            group = await GroupOf("a");
            await group.Computers[0].CutPowerAsync();
            group.Computers[0].ForgetTheAnswer();
        });
        var before = group.Ids.Values.Single();
        await Step("it enrols again, and gets a task of its group", async () =>
        {
            group.Computers[0].TurnOn();
            var software = await Software("tool");
            var task = await Api.CreateTaskAsync($"{Unique} task", [software.PackageId], groupIds: [group.Id]);
            await All(task, 1, "Succeeded");
            await NothingWasLost(task, 1);
        });
        await Step("there is still one computer of its name, with the same id", async () =>
            (await Api.ListAsync("computers")).Where(c => (string?)c["name"] == group.Computers[0].Name).Select(c => (Guid)c["id"]!).ShouldBe([before]));
    }
}
