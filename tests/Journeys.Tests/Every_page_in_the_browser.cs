using Microsoft.Playwright;

namespace Distribution.Journeys.Tests;

[Collection(StreetCollection.Name)]
[Trait("Tier", "Browser")]
public sealed class Every_page_in_the_browser(WholeStreet whole, ITestOutputHelper output) : Journey(whole, output)
{
    [Fact]
    public async Task Fits_a_phone_and_can_be_used_by_everybody()
    {
        await using var browser = await Browser.OpenAsync(Street, 390, 844);
        var group = await GroupOf("a-computer-with-a-name-that-is-rather-long-for-a-small-screen");
        var computer = group.Ids.Values.Single();
        var files = await Files("notes", "/srv/notes", ("one.txt", "1\n"));
        var task = await Api.CreateTaskAsync($"{Unique} a task with a name that needs more than one line on a small screen", [], [files], groupIds: [group.Id]);
        await All(task, 1, "Succeeded");
        await NothingWasLost(task, succeeded: 1);
        var (policy, security) = (Guid.NewGuid(), Guid.NewGuid());
        await Api.PutAsync($"policies/{policy}", new { groupId = group.Id, namePattern = $"{Unique}-*", operatingSystem = "linux" });
        await Api.PutAsync($"security-policies/{security}", new { name = $"{Unique} basics", prohibited = new[] { new { name = "game" } } });
        string[] pages =
        [
            "", "tasks", $"tasks/{task}", $"tasks/{task}?tab=breakdown", $"tasks/{task}?tab=plan", $"tasks/{task}/{computer}", $"tasks/new?package={files}&group={group.Id}", "tasks/templates",
            "packages", $"packages/{files}", "computers", $"computers/{computer}", $"computers/{computer}?tab=machine", $"computers/{computer}?tab=software", $"computers/{computer}?tab=jobs",
            "groups", $"groups/{group.Id}", $"groups/{group.Id}?tab=jobs", $"groups/{group.Id}?tab=rules", "policies", $"policies/{policy}", "security", $"security/{security}?tab=rules",
            "reports", "reports?tab=packages", "reports?tab=agents", "reports?tab=exports", "settings",
        ];
        await Step("the first load travels packed, in less than 300 kB", async () =>
        {
            await browser.ReadAsync("");
            (await browser.LoadedBytesAsync()).ShouldBeInRange(20_000, 300_000);
        });
        foreach (var path in pages)
        {
            await Step($"#/{path}", async () =>
            {
                var name = path.Length == 0 ? "overview" : path.Replace(task.ToString(), "one", StringComparison.Ordinal).Split('&')[0].Replace('/', '-').Replace('?', '-')
                    .Replace($"{computer}", "computer", StringComparison.Ordinal).Replace($"{group.Id}", "one", StringComparison.Ordinal).Replace($"{files}", "one", StringComparison.Ordinal)
                    .Replace($"{policy}", "one", StringComparison.Ordinal).Replace($"{security}", "one", StringComparison.Ordinal);
                await browser.Page.SetViewportSizeAsync(390, 844);
                await browser.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
                await browser.ReadAsync(path);
                (await browser.OverflowAsync()).ShouldBeLessThanOrEqualTo(0);
                (await browser.SeriousFindingsAsync()).ShouldBeEmpty();
                await browser.PictureAsync($"{name}-phone");
                await browser.Page.SetViewportSizeAsync(1440, 900);
                await browser.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
                (await browser.SeriousFindingsAsync()).ShouldBeEmpty();
                await browser.PictureAsync(name);
            });
        }

        browser.Faults.ShouldBeEmpty();
    }
}
