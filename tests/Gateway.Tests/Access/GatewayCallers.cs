using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Distribution.Proxy.Access.Callers;

namespace Distribution.Gateway.Tests.Access;

/// <summary>Those who come to a gateway: browsers of people, scripts with keys.</summary>
internal static class GatewayCallers
{
    public static Uri At(string path) => new(path, UriKind.Relative);

    public static async Task<JsonElement> Read(HttpResponseMessage answer)
    {
        using (answer)
        {
            answer.IsSuccessStatusCode.ShouldBeTrue($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            return await answer.Content.ReadFromJsonAsync<JsonElement>();
        }
    }

    public static Task<HttpResponseMessage> Change(HttpClient browser, string current, string chosen) =>
        browser.PutAsJsonAsync(At("/api/access/password"), new Dictionary<string, string> { ["current"] = current, ["new"] = chosen });

    public static HttpClient Browser(this GatewayBefore gateway) => gateway.Browser(out _);

    public static HttpClient Browser(this GatewayBefore gateway, out CookieContainer cookies)
    {
        cookies = new CookieContainer();
        return new HttpClient(new SocketsHttpHandler { CookieContainer = cookies })
        {
            BaseAddress = gateway.Address, Timeout = TimeSpan.FromSeconds(60), DefaultRequestHeaders = { { CrossSite.Header, "1" } },
        };
    }

    /// <summary>A script that shows the key of an answer that issued one.</summary>
    public static HttpClient Script(this GatewayBefore gateway, JsonElement issued)
    {
        var script = gateway.Stranger();
        script.DefaultRequestHeaders.Add("X-Api-Key", issued.GetProperty("key").GetString()!);
        return script;
    }

    public static async Task<(string Name, string Password)> AddAsync(this GatewayBefore gateway, string role)
    {
        var added = await Read(await gateway.Client.PostAsJsonAsync(At("/api/access/people"), new { name = $"p{Guid.NewGuid():N}", roles = new List<string> { role } }));
        return (added.GetProperty("name").GetString()!, added.GetProperty("password").GetString()!);
    }

    /// <summary>The browser of somebody who has chosen a password: 'a password of my own'.</summary>
    public static async Task<HttpClient> SignedInAsync(this GatewayBefore gateway, string role)
    {
        var (name, password) = await gateway.AddAsync(role);
        var browser = gateway.Browser();
        (await browser.PostAsJsonAsync(At("/api/access/sessions"), new { name, password })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Change(browser, password, "a password of my own")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        return browser;
    }

    public static async Task<string> IdOf(HttpClient caller) => (await Read(await caller.GetAsync(At("/api/access/session")))).GetProperty("id").GetString()!;
}
