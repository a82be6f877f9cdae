namespace Distribution.Journeys.Tests;

[Collection(StreetCollection.Name)]
[Trait("Tier", "Browser")]
public sealed class Signing_in_in_the_browser(WholeStreet whole, ITestOutputHelper output) : Journey(whole, output)
{
    private static readonly string[] Viewer = ["viewer"];

    [Fact]
    public async Task A_newcomer_signs_in_chooses_a_password_sees_what_they_may_and_goes()
    {
        var name = $"{Unique}-ann";
        var password = (string)(await Api.PostAsync("access/people", new { name, roles = Viewer }))["password"]!;
        await using var browser = await Browser.OpenAsync(Street, 390, 844, signedIn: false);
        var page = browser.Page;
        await Step("nobody sees anything but the way in", async () =>
        {
            await browser.GoAsync("computers");
            await browser.Heading("Sign in").WaitForAsync();
            (await browser.OverflowAsync()).ShouldBeLessThanOrEqualTo(0);
            (await browser.SeriousFindingsAsync()).ShouldBeEmpty();
            await browser.PictureAsync("sign-in-phone");
        });
        await Step("a wrong password is told", async () =>
        {
            await page.GetByLabel("Name").FillAsync(name);
            await page.GetByLabel("Password").FillAsync("not this one");
            await browser.Button("Sign in").ClickAsync();
            await page.GetByText("The name or the password is wrong.").WaitForAsync();
        });
        await Step("the one-time password leads to the choice of another", async () =>
        {
            await page.GetByLabel("Password").FillAsync(password);
            await browser.Button("Sign in").ClickAsync();
            await browser.Heading("Choose a password").WaitForAsync();
            await page.GetByLabel("One-time password").FillAsync(password);
            await page.GetByLabel("New password").First.FillAsync("a long one of my own");
            await page.GetByLabel("New password once more").FillAsync("a long one of my own");
            await browser.Button("Keep it").ClickAsync();
            await browser.Heading("Computers").WaitForAsync();
        });
        await Step("the page of access shows a viewer their own keys and no people", async () =>
        {
            await browser.ReadAsync("access");
            (await browser.Heading("People").CountAsync()).ShouldBe(0);
            (await browser.OverflowAsync()).ShouldBeLessThanOrEqualTo(0);
            (await browser.SeriousFindingsAsync()).ShouldBeEmpty();
        });
        await Step("signed out, they are before the door again", async () =>
        {
            await browser.Button("Sign out").ClickAsync();
            await browser.Heading("Sign in").WaitForAsync();
        });
        browser.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_administrator_adds_somebody_and_issues_a_key()
    {
        await using var browser = await Browser.OpenAsync(Street, 1440, 900);
        var page = browser.Page;
        var name = $"{Unique}-bob";
        await Step("somebody is added, with a password that is shown once", async () =>
        {
            await browser.ReadAsync("access");
            await browser.Button("Add somebody").ClickAsync();
            await page.GetByLabel("Name").FillAsync(name);
            await page.GetByText("Auditor", new() { Exact = true }).First.ClickAsync();
            // Whoever chooses ID groups and ticks none has not chosen all computers.
            await page.GetByLabel("For", new() { Exact = true }).SelectOptionAsync("some");
            await page.GetByText("Tick at least one ID group.").WaitForAsync();
            await browser.Button("Add", exact: true).ClickAsync();
            await page.GetByText("One to 50 ID groups").WaitForAsync();
            await browser.PictureAsync("access-groups");
            await page.GetByLabel("For", new() { Exact = true }).SelectOptionAsync("all");
            await browser.Button("Add", exact: true).ClickAsync();
            await page.GetByText($"One-time password of {name}").WaitForAsync();
            (await browser.SeriousFindingsAsync()).ShouldBeEmpty();
            await browser.PictureAsync("access");
            await browser.Button("I have it").ClickAsync();
        });
        await Step("a key is issued, and is shown once", async () =>
        {
            await browser.Button("Issue a key").ClickAsync();
            await page.GetByLabel("What it is for").FillAsync($"{Unique} nightly");
            await browser.Button("Issue", exact: true).ClickAsync();
            await page.GetByText($"The key of {Unique} nightly").WaitForAsync();
            (await page.Locator(".shown-once code").TextContentAsync()).ShouldNotBeNull().ShouldStartWith("dk_");
        });
        browser.Faults.ShouldBeEmpty();
    }
}
