using Microsoft.Playwright;

namespace Distribution.Journeys.Tests;

[Collection(StreetCollection.Name)]
[Trait("Tier", "Browser")]
public sealed class In_the_browser(WholeStreet whole, ITestOutputHelper output) : Journey(whole, output)
{
    [Fact]
    public async Task An_operator_uploads_distributes_watches_and_retries()
    {
        await using var browser = await Browser.OpenAsync(Street, 1440, 900);
        var page = browser.Page;
        JourneyGroup group = null!;
        var name = $"{Unique}-tool";
        var licence = Path.Combine(Path.GetTempPath(), $"licence-{Guid.NewGuid():N}");
        await Step("a computer enrols into a group", async () => group = await GroupOf("a"));
        await Step("a script is dropped and becomes a package", async () =>
        {
            await browser.GoAsync("packages");
            await page.SetInputFilesAsync("input[type=file]", new FilePayload
            {
                Name = $"{name}.sh", MimeType = "text/x-sh", Buffer = System.Text.Encoding.UTF8.GetBytes($"#!/bin/sh\necho looking for {licence}\ntest -e {licence} || exit 3\n"),
            });
            await page.GetByText("Uploaded").WaitForAsync();
            await browser.Button("Register package").ClickAsync();
            await browser.Link(name).ClickAsync();
        });
        await Step("it is distributed to the group", async () =>
        {
            await browser.Link("Distribute").ClickAsync();
            await page.GetByLabel($"{Unique} group").CheckAsync();
            await browser.Button("Create task").ClickAsync();
            await browser.Heading(name).WaitForAsync();
        });
        await Step("the page shows by itself that it failed, and what it printed", async () =>
        {
            await page.GetByText("Completed with errors").WaitForAsync();
            await page.Locator("summary").ClickAsync(new() { Position = new() { X = 700, Y = 12 } });
            await page.GetByLabel($"Output of {name}").Filter(new() { HasText = $"looking for {licence}" }).WaitForAsync();
            await page.GetByText("exit code 3", new() { Exact = true }).WaitForAsync();
        });
        await Step("the computer's own page in the task tells phase by phase how that came", async () =>
        {
            await browser.Link("Phase by phase").ClickAsync();
            await page.GetByText("All files are on the computer").WaitForAsync();
            await page.GetByLabel($"Output of {name}").Filter(new() { HasText = $"looking for {licence}" }).WaitForAsync();
            await page.GoBackAsync();
        });
        await Step("retried after the cause is gone, it succeeds", async () =>
        {
            await File.WriteAllTextAsync(licence, "");
            await browser.Button("Retry 1 failed").ClickAsync();
            await page.GetByText("Completed", new() { Exact = true }).WaitForAsync();
            await page.GetByText("attempt 2").WaitForAsync();
            File.Delete(licence);
        });
        await Step("the overview and the computer's time line tell it too", async () =>
        {
            await browser.GoAsync("");
            await page.GetByRole(AriaRole.Img, new() { Name = "1 succeeded" }).First.WaitForAsync();
            await browser.GoAsync($"computers/{group.Ids.Values.Single()}");
            await page.GetByText("attempt 2").First.WaitForAsync();
        });
        browser.Faults.ShouldBeEmpty();
        await Street.ShouldHoldNoFailuresAsync();
    }
}
