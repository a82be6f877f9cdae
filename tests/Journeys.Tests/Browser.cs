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
        page.SetDefaultTimeout(30_000);
        page.PageError += (_, fault) => Faults.Add(fault);
    }

    public IPage Page { get; }

    /// <summary>Exceptions that nobody in the page caught.</summary>
    public List<string> Faults { get; } = [];

    public static async Task<Browser> OpenAsync(Uri gateway, int width, int height)
    {
        var program = Array.Find(_programs, File.Exists) ?? throw new FileNotFoundException("There is no Chromium: apt-get install chromium");
        var playwright = await Playwright.CreateAsync();
        var chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = _quiet });
        var page = await chromium.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = height } });
        return new Browser(playwright, chromium, page, gateway);
    }

    /// <summary>Opens a page of the dashboard by what stands behind the #.</summary>
    public Task GoAsync(string path) => Page.GotoAsync(new Uri(_gateway, $"/#/{path}").ToString());

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name });

    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name });

    public async ValueTask DisposeAsync()
    {
        await _chromium.DisposeAsync();
        _playwright.Dispose();
    }
}
