using System.Text.Json.Nodes;

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
        await Step("what the reports are made of is built anew from the services' logs, and they say the same", async () =>
        {
            async Task<string> Report() => string.Join('\n', (await Api.ReportedAsync(task)).Select(c => c.ToJsonString()));
            var before = await Eventually.Holds(Report, report => report.Split("Succeeded").Length > 4, "the report has caught up");
            var rebuild = Guid.CreateVersion7();
            var begun = await Api.PutAsync($"reports/rebuilds/{rebuild}", new { });
            foreach (var service in begun["expected"]!.AsArray())
                await Api.PutAsync($"retellings/{service}/{rebuild}", new { queue = (string)begun["queue"]! });
            await Eventually.Holds(async () => (string?)(await Api.GetAsync($"reports/rebuilds/{rebuild}"))["outcome"], outcome => outcome == "Completed", "the new tables are read");
            (await Report()).ShouldBe(before);
        });
        await Step("only the failed one ran again", async () =>
        {
            await IsInstalled(group.Computers[0], software, runs: 1);
            await IsInstalled(group.Computers[1], software, runs: 2);
        });
        await Step("nothing was lost", () => NothingWasLost(task, 2));
    }

    [Fact]
    public async Task A_computer_that_is_busy_by_the_package_s_own_exit_code_is_tried_again_by_itself()
    {
        JourneyGroup group = null!;
        Guid package = default, task = default;
        await Step("a computer enrols; a package says with 75 that the computer is busy", async () =>
        {
            group = await GroupOf("busy");
            package = await Busy();
        });
        await Step("the task, which repeats only that class of error, finds it busy", async () =>
        {
            task = await Api.CreateTaskAsync(
                $"{Unique} busy", [package], groupIds: [group.Id], parameters: new { retries = new[] { new { on = "RetryLater", count = 100, intervalSeconds = 1 } } });
            await Eventually.Holds(() => Task.FromResult(Ran(group)), ran => ran > 0, "it ran once, and the computer was busy");
        });
        await Step("the computer is free again", () => File.WriteAllTextAsync(Path.Combine(group.Computers[0].Root, "free"), ""));
        await Step("another attempt succeeds, and nobody has asked for it", () => All(task, 1, "Succeeded"));
        await Step("it ran more than once", () =>
        {
            Ran(group).ShouldBeGreaterThan(1);
            return Task.CompletedTask;
        });
        await Step("nothing was lost", () => NothingWasLost(task, 1));
    }

    private static void Provide(StreetComputer computer)
    {
        Directory.CreateDirectory(Path.Combine(computer.Root, "etc"));
        File.WriteAllText(Path.Combine(computer.Root, "etc/needed"), "");
    }

    private static int Ran(JourneyGroup group) =>
        File.Exists(Path.Combine(group.Computers[0].Root, "ran")) ? File.ReadAllLines(Path.Combine(group.Computers[0].Root, "ran")).Length : 0;

    private async Task<Guid> Busy()
    {
        var script = Path.Combine(PackageFolder, $"{Unique}.sh");
        await File.WriteAllTextAsync(script, "echo ran >> $DISTRIBUTION_ROOT/ran; test -e $DISTRIBUTION_ROOT/free || exit 75\n");
        var id = Guid.CreateVersion7();
        await Api.PostAsync("packages", new
        {
            id,
            name = $"{Unique} busy",
            softwareVersion = "1",
            kind = "Software",
            fileName = Path.GetFileName(script),
            contentSha256 = await Api.UploadAsync(script),
            installCommand = "/bin/sh {file}",
            exitCodes = JsonNode.Parse("""{"success":[0],"retryLater":[75]}"""),
        });
        return id;
    }
}
