using Microsoft.Playwright;

namespace Distribution.Journeys.Tests;

/// <summary>The system's Chromium with one page of the dashboard; what the page complains about is kept.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string[] _quiet =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private static readonly string[] _programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private readonly IPlaywright _playwright;
    private readonly IBrowser _chromium;
    private readonly Uri _gateway;

    private Browser(IPlaywright playwright, IBrowser chromium, IPage page, Uri gateway)
    {
        (_playwright, _chromium, Page, _gateway) = (playwright, chromium, page, gateway);
        page.SetDefaultTimeout(120_000);
        page.PageError += (_, fault) => Faults.Add(fault);
    }

    public IPage Page { get; }

    /// <summary>Where pictures of the pages are kept, to be looked at after the run.</summary>
    private static string Pictures => Directory.CreateDirectory(Path.Combine(Repository.Root, "TestResults", "dashboard")).FullName;

    /// <summary>Exceptions that nobody in the page caught.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>A browser in which the first administrator is signed in, with a password of their own choice.</summary>
    public static async Task<Browser> OpenAsync(Street street, int width, int height, bool signedIn = true)
    {
        var program = Array.Find(_programs, File.Exists) ?? throw new FileNotFoundException("There is no Chromium: apt-get install chromium");
        var playwright = await Playwright.CreateAsync();
        var chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = _quiet });
        var page = await chromium.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = height } });
        var browser = new Browser(playwright, chromium, page, street.Gateway);
        if (signedIn)
            await browser.SignInAsync(street.FirstAdministrator);
        return browser;
    }

    /// <summary>Opens a page of the dashboard by what stands behind the #.</summary>
    public Task GoAsync(string path) => Page.GotoAsync(new Uri(_gateway, $"/#/{path}").ToString());

    public ILocator Button(string name, bool exact = false) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = exact });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name });

    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name });

    /// <summary>A page that has been read: its heading is there, and nothing is grey any more.</summary>
    public async Task ReadAsync(string path)
    {
        await GoAsync(path);
        await Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
        await Page.GetByText("Live", new() { Exact = true }).WaitForAsync();
        await Assertions.Expect(Page.Locator("main .loading")).ToHaveCountAsync(0, new() { Timeout = 30_000 });
    }

    /// <summary>How much wider the page is than the screen.</summary>
    public Task<int> OverflowAsync() => Page.EvaluateAsync<int>("document.documentElement.scrollWidth - window.innerWidth");

    /// <summary>How many bytes of the dashboard's own files came over the wire since the page was loaded.</summary>
    public Task<int> LoadedBytesAsync() => Page.EvaluateAsync<int>(
        """
        [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
          .filter(e => !new URL(e.name).pathname.startsWith('/api')).reduce((sum, e) => sum + e.encodedBodySize, 0)
        """);

    /// <summary>What axe finds against WCAG 2.2 AA on the page as it is, serious or worse; each with its places.</summary>
    public async Task<string[]> SeriousFindingsAsync()
    {
        await Page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "gateway/dashboard/node_modules/axe-core/axe.min.js")));
        return await Page.EvaluateAsync<string[]>(
            """
            async () => {
              const found = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
              return found.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')
                .map(v => `${v.id}: ${v.nodes.slice(0, 4).map(n => n.target.join(' ')).join(' | ')}`);
            }
            """);
    }

    /// <summary>Keeps a picture of the whole page as test output.</summary>
    public Task PictureAsync(string name) =>
        Page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{name}.png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });

    // The browser's own cookies: what is asked for here, the page has too.
    private async Task SignInAsync((string Name, string Password) first)
    {
        const string chosen = "chosen in the browser";
        if (await AsksAsync("POST", "sessions", new { name = first.Name, password = chosen }) == 204)
            return;
        (await AsksAsync("POST", "sessions", new { name = first.Name, password = first.Password })).ShouldBe(204);
        (await AsksAsync("PUT", "password", new Dictionary<string, string> { ["current"] = first.Password, ["new"] = chosen })).ShouldBe(204);
    }

    private async Task<int> AsksAsync(string method, string path, object body) => (await Page.APIRequest.FetchAsync(
        new Uri(_gateway, $"/api/access/{path}").ToString(),
        new() { Method = method, DataObject = body, Headers = new Dictionary<string, string> { ["X-Distribution-Page"] = "1" } })).Status;

    public async ValueTask DisposeAsync()
    {
        await _chromium.DisposeAsync();
        _playwright.Dispose();
    }
}
