using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Distribution.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

[assembly: AssemblyFixture(typeof(Distribution.Testing.NodePrograms))]

namespace Distribution.Gateway.Tests.Access;

/// <summary>The gateway before a real OpenID Connect provider (npm oidc-provider): people by code with PKCE, programs by client credentials.</summary>
public sealed partial class ProviderTests(NodePrograms node) : IAsyncLifetime
{
    private const string Audience = "https://distribution.example";
    private static readonly CallerKeys Keys = CallerKeys.Parse(SignedCallers.Key);
    private readonly int _port = FreePort.Next();
    private readonly int _gatewayPort = FreePort.Next();
    private Process _provider = null!;
    private GatewayBefore _gateway = null!;

    private string Issuer => $"http://127.0.0.1:{_port}";

    public async ValueTask InitializeAsync()
    {
        _provider = Process.Start(await node.CommandAsync("provider.mjs", $"{_port}", $"http://127.0.0.1:{_gatewayPort}/api/access/provider/return"))!;
        using var client = new HttpClient();
        await Eventually.Holds(
            async () =>
            {
                try
                {
                    return await client.GetStringAsync($"{Issuer}/.well-known/openid-configuration");
                }
                catch (HttpRequestException away)
                {
                    return away.Message;
                }
            },
            answer => answer.Contains("jwks_uri", StringComparison.Ordinal), "the provider answers");
        _gateway = await GatewayBefore.Services(
            app => app.MapGet("/groups", (HttpContext http) => CallerToken.Verify(http.Request.Headers[CallerToken.Header].ToString(), "id-group-policy", Keys, DateTimeOffset.UtcNow)),
            null,
            $"--urls=http://127.0.0.1:{_gatewayPort}", $"--Access:OpenIdConnect:Authority={Issuer}", "--Access:OpenIdConnect:ClientId=distribution",
            "--Access:OpenIdConnect:ClientSecret=a secret of the client", $"--Access:OpenIdConnect:Audience={Audience}", "--Access:OpenIdConnect:Name=Example",
            "--Access:OpenIdConnect:Roles:0:Claim=department", "--Access:OpenIdConnect:Roles:0:Value=operators", "--Access:OpenIdConnect:Roles:0:Role=distribution",
            "--Access:OpenIdConnect:Roles:1:Claim=part", "--Access:OpenIdConnect:Roles:1:Value=reports", "--Access:OpenIdConnect:Roles:1:Role=viewer");
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _provider.Kill(entireProcessTree: true);
        _provider.Dispose();
    }

    [Fact]
    public async Task A_person_signs_in_there_and_is_signed_in_here_with_the_roles_of_their_claims()
    {
        using var browser = Browser();
        var (answer, _) = await SignInAsync(browser, "operator-1");
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.OriginalString.ShouldBe("/");
        using var said = await browser.GetAsync(At("/api/groups"));
        var caller = await said.Content.ReadFromJsonAsync<JsonElement>();
        caller.GetProperty("name").GetString().ShouldBe("Name of operator-1");
        caller.GetProperty("kind").GetInt32().ShouldBe((int)CallerKind.Person);
        caller.GetProperty("id").GetString().ShouldBe($"{Issuer}#operator-1");
        caller.GetProperty("roles")[0].GetString().ShouldBe("distribution");
    }

    [Fact]
    public async Task Whoever_has_no_role_and_whoever_comes_back_in_anothers_browser_or_twice_is_not_let_in()
    {
        using var seller = Browser();
        (await SignInAsync(seller, "seller")).Answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await seller.GetAsync(At("/api/access/session"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        // The attacker's own code and state, given to a victim who never began a sign-in.
        using var attacker = Browser();
        var back = await ReturnAddressAsync(attacker, "operator-2");
        using var victim = Browser();
        (await victim.GetAsync(back)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await victim.GetAsync(At("/api/access/session"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await attacker.GetAsync(back)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await attacker.GetAsync(back)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "a return counts once");
    }

    [Fact]
    public async Task A_provider_that_goes_away_in_the_middle_of_a_sign_in_is_told()
    {
        using var browser = Browser();
        var back = await ReturnAddressAsync(browser, "operator-3");
        _provider.Kill(entireProcessTree: true);
        await _provider.WaitForExitAsync();
        using var answer = await browser.GetAsync(back);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("The identity provider does not answer.");
    }

    [Fact]
    public async Task A_program_calls_with_the_providers_token()
    {
        using var script = _gateway.Stranger();
        script.DefaultRequestHeaders.Authorization = new("Bearer", await TokenAsync("nightly", "another secret"));
        var caller = await script.GetFromJsonAsync<JsonElement>(At("/api/groups"));
        caller.GetProperty("name").GetString().ShouldBe("nightly");
        caller.GetProperty("roles")[0].GetString().ShouldBe("viewer");

        script.DefaultRequestHeaders.Authorization = new("Bearer", await TokenAsync("stranger", "a third secret"));
        (await script.GetAsync(At("/api/groups"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden, "it gives no role");
        script.DefaultRequestHeaders.Authorization = new("Bearer", await TokenAsync("nightly", "another secret", "https://elsewhere.example"));
        (await script.GetAsync(At("/api/groups"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "it is meant for somebody else");
    }

    private static Uri At(string path) => new(path, UriKind.Relative);

    private HttpClient Browser() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = _gateway.Address };

    private async Task<(HttpResponseMessage Answer, Uri Back)> SignInAsync(HttpClient browser, string name)
    {
        var back = await ReturnAddressAsync(browser, name);
        return (await browser.GetAsync(back), back);
    }

    // What a browser does at the provider: follow, fill in, agree; until it is sent back to the gateway.
    private async Task<Uri> ReturnAddressAsync(HttpClient browser, string name)
    {
        var next = new Uri(_gateway.Address, "/api/access/provider/start");
        for (var steps = 0; steps < 20; steps++)
        {
            using var answer = await browser.GetAsync(next);
            if (answer.Headers.Location is not { } location)
            {
                var page = await answer.Content.ReadAsStringAsync();
                var action = Action().Match(page);
                action.Success.ShouldBeTrue(page);
                var prompt = Prompt().Match(page).Groups["prompt"].Value;
                using var sent = await browser.PostAsync(new Uri(new Uri(Issuer), action.Groups["to"].Value), new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["prompt"] = prompt, ["login"] = name, ["password"] = "any",
                }));
                location = sent.Headers.Location.ShouldNotBeNull();
            }

            next = new Uri(next, location);
            if (next.Port == _gatewayPort)
                return next;
        }

        throw new InvalidOperationException("The provider did not send the browser back.");
    }

    private async Task<string> TokenAsync(string client, string secret, string resource = Audience)
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsync(new Uri($"{Issuer}/token"), new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = client, ["client_secret"] = secret, ["resource"] = resource, ["scope"] = "api",
        }));
        var said = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return said.TryGetProperty("access_token", out var token) ? token.GetString()! : throw new InvalidOperationException(said.GetRawText());
    }

    [GeneratedRegex("action=\"(?<to>[^\"]+)\"")]
    private static partial Regex Action();

    [GeneratedRegex("name=\"prompt\" value=\"(?<prompt>\\w+)\"")]
    private static partial Regex Prompt();
}
