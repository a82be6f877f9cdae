using Microsoft.Playwright;

namespace Distribution.Journeys.Tests;

[Collection(StreetCollection.Name)]
[Trait("Tier", "Browser")]
public sealed class Operating_in_the_browser(WholeStreet whole, ITestOutputHelper output) : Journey(whole, output)
{
    [Fact]
    public async Task A_task_is_planned_with_a_preview_and_its_waves_are_followed_to_the_end()
    {
        await using var browser = await Browser.OpenAsync(Street, 1440, 900);
        var page = browser.Page;
        var group = await GroupOf("a", "b");
        var files = await Files("notes", "/srv/notes", ("one.txt", "1\n"));
        var name = $"{Unique} notes";
        await Step("a package and an ID group are chosen, and the preview says whom that reaches", async () =>
        {
            await browser.GoAsync("tasks/new");
            await page.GetByLabel("Add a package").FillAsync(name);
            await browser.Button(name).ClickAsync();
            await page.GetByLabel($"{Unique} group").CheckAsync();
            await Shows(page.GetByLabel("Preview"), "Computers reached", "2");
        });
        await Step("it goes in two waves, of which the second waits for a person", async () =>
        {
            await browser.Button("Reach them in waves").ClickAsync();
            await Shows(page.GetByLabel("Preview"), "Pilot", "1");
            await browser.Button("Create task").ClickAsync();
            await browser.Heading(name).WaitForAsync();
            await page.GetByText("Passed", new() { Exact = true }).WaitForAsync();
            await browser.Button("Approve wave 2").ClickAsync();
            await page.GetByText("2 of 2 finished").WaitForAsync();
            await page.GetByText("Completed", new() { Exact = true }).WaitForAsync();
        });
        await Step("the list of tasks finds it, by an address that can be passed on", async () =>
        {
            await browser.ReadAsync("tasks?state=Completed");
            await page.GetByLabel("Search tasks").FillAsync(name);
            await page.WaitForURLAsync("**search=*");
            await page.ReloadAsync();
            await page.Locator("a.row.task", new() { HasText = name }).WaitForAsync();
            (await page.Locator("a.row.task").CountAsync()).ShouldBe(1);
        });
        await Step("its report leads from a figure to the computers, and can be taken away", async () =>
        {
            await page.Locator("a.row.task").ClickAsync();
            await browser.Link("Breakdown").ClickAsync();
            await page.GetByRole(AriaRole.Region, new() { Name = "ID groups" }).GetByRole(AriaRole.Link).ClickAsync();
            await page.GetByText($"{Unique}-a", new() { Exact = true }).WaitForAsync();
            var taken = await page.RunAndWaitForDownloadAsync(() => page.GetByText("CSV", new() { Exact = true }).ClickAsync());
            (await File.ReadAllTextAsync(await taken.PathAsync())).ShouldContain($"{Unique}-b");
        });
        browser.Faults.ShouldBeEmpty();
        await Street.ShouldHoldNoFailuresAsync();
    }

    [Fact]
    public async Task Computers_are_found_looked_at_and_brought_into_a_group_by_a_policy()
    {
        await using var browser = await Browser.OpenAsync(Street, 1440, 900);
        var page = browser.Page;
        var group = await GroupOf("a");
        var other = await Api.CreateGroupAsync($"{Unique} other");
        await Eventually.Holds(
            async () => (string?)(await Api.GetAsync($"computers/{group.Ids.Values.Single()}/inventory"))["changedAt"], at => at is not null, "the computer told what it consists of", TimeSpan.FromMinutes(1));
        await Step("a search that is none is told at its character", async () =>
        {
            await browser.ReadAsync("computers");
            await page.GetByLabel("Search", new() { Exact = true }).FillAsync("name ~");
            await page.GetByText("Character 7").WaitForAsync();
        });
        await Step("a search finds the computer, and becomes a saved view", async () =>
        {
            await page.GetByLabel("Search", new() { Exact = true }).FillAsync($"name ~ {Unique}-*");
            await browser.Link($"{Unique}-a").WaitForAsync();
            await browser.Button("Save view").ClickAsync();
            await page.GetByLabel("Name of the view").FillAsync($"{Unique} view");
            await browser.Button("Save").ClickAsync();
            await browser.ReadAsync("computers");
            await page.GetByLabel("Saved views").SelectOptionAsync(new SelectOptionValue { Label = $"{Unique} view" });
            await page.WaitForURLAsync("**search=*");
            await browser.Link($"{Unique}-a").ClickAsync();
        });
        await Step("the computer's page tells its life and what it is", async () =>
        {
            await page.GetByText("Enrolled").First.WaitForAsync();
            await browser.Link("Machine").ClickAsync();
            await page.GetByText("Memory", new() { Exact = true }).WaitForAsync();
            await browser.Link("Software").First.ClickAsync();
            await page.GetByText("installed").First.WaitForAsync();
        });
        await Step("a policy is previewed, set and applied", async () =>
        {
            await browser.ReadAsync($"policies/new?group={other}");
            await page.GetByLabel("Name", new() { Exact = true }).FillAsync($"{Unique}-*");
            await Shows(page.GetByLabel("Preview"), $"would join {Unique} other", "1");
            await browser.Button("Set policy").ClickAsync();
            await browser.Button("Apply to all computers").ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Apply", Exact = true }).ClickAsync();
            await page.GetByText("joined.").WaitForAsync();
            await browser.ReadAsync($"groups/{other}");
            await browser.Link($"{Unique}-a").WaitForAsync();
        });
        await Step("the list of all computers is taken away from the reports", async () =>
        {
            await browser.ReadAsync("reports?tab=exports");
            var taken = await page.RunAndWaitForDownloadAsync(() => browser.Link("Computers as CSV").ClickAsync());
            (await File.ReadAllTextAsync(await taken.PathAsync())).ShouldContain($"{Unique}-a");
        });
        browser.Faults.ShouldBeEmpty();
        await Street.ShouldHoldNoFailuresAsync();
    }

    // One line of a preview, which follows the form when that rests.
    private static Task Shows(ILocator preview, string name, string figure) =>
        preview.Locator("dl > div", new() { HasText = name }).Locator("dd", new() { HasTextRegex = new($"^{figure}$") }).WaitForAsync();
}
