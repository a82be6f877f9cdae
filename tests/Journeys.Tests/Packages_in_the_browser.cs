using Microsoft.Playwright;

namespace Distribution.Journeys.Tests;

[Collection(StreetCollection.Name)]
[Trait("Tier", "Browser")]
public sealed class Packages_in_the_browser(WholeStreet whole, ITestOutputHelper output) : Journey(whole, output)
{
    [Fact]
    public async Task An_operator_fills_the_catalogue_from_files_and_edits_what_they_say()
    {
        await using var browser = await Browser.OpenAsync(Street, 1440, 900);
        var page = browser.Page;
        var deb = await SamplePackages.DebAsync(PackageFolder, $"{Unique}-editor", "2.5-1");
        var msi = SampleMsi.Make(PackageFolder, $"{Unique} Viewer");
        await Step("a Debian package is dropped, and says what it is", async () =>
        {
            await browser.GoAsync("packages");
            await DropAsync(page, deb);
            await page.GetByText("Debian package", new() { Exact = true }).WaitForAsync();
            (await page.GetByLabel("Name (needed)").InputValueAsync()).ShouldBe($"{Unique}-editor");
            (await Field(page, "Version").First.InputValueAsync()).ShouldBe("2.5-1");
            (await page.GetByLabel("Install command").First.InputValueAsync()).ShouldBe("dpkg --install \"{file}\"");
            (await page.GetByLabel("Uninstall command").InputValueAsync()).ShouldBe($"dpkg --remove {Unique}-editor");
        });
        await Step("a value that was read is changed, and the package saved", async () =>
        {
            await Field(page, "Publisher").FillAsync("Example Press");
            await Field(page, "Folder").FillAsync($"{Unique}/Editors");
            await browser.Button("Register package").ClickAsync();
            await browser.Link($"{Unique}-editor").WaitForAsync();
            await browser.Link("Example Press").WaitForAsync();
        });
        await Step("a Windows installer is dropped, and its connection breaks off once", async () =>
        {
            var broken = false;
            await page.RouteAsync("**/api/uploads/*", async route =>
            {
                var breaks = !broken && route.Request.Method == "PATCH";
                broken |= breaks;
                await (breaks ? route.AbortAsync() : route.ContinueAsync());
            });
            await DropAsync(page, msi);
            await page.GetByText("Windows Installer package", new() { Exact = true }).WaitForAsync();
            broken.ShouldBeTrue();
            (await page.GetByLabel("Name (needed)").InputValueAsync()).ShouldBe($"{Unique} Viewer");
            (await Field(page, "Publisher").InputValueAsync()).ShouldBe("Müller & Sons");
            (await Field(page, "Product code").InputValueAsync()).ShouldMatch(@"\A\{[0-9A-F-]{36}\}\z");
            (await page.GetByLabel("Windows").IsCheckedAsync()).ShouldBeTrue();
            await browser.Button("Register package").ClickAsync();
            await browser.Link($"{Unique} Viewer").WaitForAsync();
        });
        await Step("the list is narrowed by a folder, and the address says so", async () =>
        {
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Folders" }).GetByText(Unique, new() { Exact = true }).ClickAsync();
            await browser.Link($"{Unique} Viewer").WaitForAsync(new() { State = WaitForSelectorState.Detached });
            await browser.Link($"{Unique}-editor").WaitForAsync();
            page.Url.ShouldContain($"folder={Unique}");
        });
        await Step("an edit that breaks a rule says so at its field", async () =>
        {
            await browser.Link($"{Unique}-editor").ClickAsync();
            await browser.Link("Edit").ClickAsync();
            await Field(page, "Uninstall command").FillAsync("dpkg --remove {nobody}");
            await browser.Button("Save").ClickAsync();
            await page.Locator(".field", new() { HasText = "Uninstall command" }).Locator(".wrong").WaitForAsync();
        });
        await Step("an edit that keeps the rules becomes the second revision, and shows what it changed", async () =>
        {
            await Field(page, "Uninstall command").FillAsync($"dpkg --purge {Unique}-editor");
            await page.GetByText("Conditions", new() { Exact = true }).ClickAsync();
            await browser.Button("Add software").ClickAsync();
            await page.GetByLabel("Name of software 1").FillAsync("Old Editor");
            await page.GetByLabel("Whether it is there").SelectOptionAsync("no");
            await browser.Button("Save").ClickAsync();
            await page.GetByText("revision 2", new() { Exact = true }).WaitForAsync();
            var difference = page.Locator(".difference");
            (await difference.InnerTextAsync()).ShouldContain($"dpkg --purge {Unique}-editor");
            (await difference.InnerTextAsync()).ShouldContain("Old Editor is not installed");
        });
        await Step("the first revision is shown as it was", async () =>
        {
            await browser.Link("show").ClickAsync();
            await page.GetByText("as it was at revision 1").WaitForAsync();
            await page.GetByText($"dpkg --remove {Unique}-editor").First.WaitForAsync();
        });
        browser.Faults.ShouldBeEmpty();
        await Street.ShouldHoldNoFailuresAsync();
    }

    private static ILocator Field(IPage page, string label) => page.GetByLabel(label, new() { Exact = true });

    /// <summary>Drops a file as a desktop would: the browser's own event, with the file in it.</summary>
    private static async Task DropAsync(IPage page, string path)
    {
        await using var dropped = await page.EvaluateHandleAsync(
            """
            ({ name, base64 }) => {
              const transfer = new DataTransfer();
              transfer.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name));
              return transfer;
            }
            """,
            new { name = Path.GetFileName(path), base64 = Convert.ToBase64String(await File.ReadAllBytesAsync(path)) });
        await page.DispatchEventAsync("section.drop", "drop", new { dataTransfer = dropped });
        await page.GetByText("Uploaded", new() { Exact = true }).WaitForAsync();
    }
}
