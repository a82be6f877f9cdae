using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Distribution.Proxy.Access.Callers;
using Distribution.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static Distribution.Gateway.Tests.Access.GatewayCallers;

namespace Distribution.Gateway.Tests.Access;

/// <summary>The way in, over real HTTP: what lets somebody in, what does not, and what a service is told of them.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private static readonly CallerKeys Keys = CallerKeys.Parse(SignedCallers.Key);
    private static readonly string[] Viewer = ["viewer"];
    private static readonly string[] King = ["king"];
    private static readonly string[] Administrator = ["system-administrator"];
    private GatewayBefore _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayBefore.Services(app =>
    {
        // As a service does: whom the gateway vouches for, by name; else nobody.
        app.Map("/groups/{**rest}", (HttpContext http) =>
        {
            var token = http.Request.Headers[CallerToken.Header].ToString();
            var caller = token.Length == 0 ? null : CallerToken.Verify(token, "id-group-policy", Keys, DateTimeOffset.UtcNow);
            return new
            {
                name = caller?.Name, roles = caller?.Roles, groups = caller?.Groups, address = caller?.Address,
                meant = token.Length > 0 && CallerToken.Verify(token, "packages", Keys, DateTimeOffset.UtcNow) is not null,
                leaked = http.Request.Headers.Where(h => h.Key is "Authorization" or "Cookie" or "X-Api-Key").Select(h => h.Key),
            };
        });
    });

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_service_is_told_who_calls_signed_for_it_alone_and_nothing_that_proves_it()
    {
        var said = await Read(await _gateway.Client.GetAsync(At("/api/groups")));
        said.GetProperty("name").GetString().ShouldBe("first key");
        said.GetProperty("roles").GetRawText().ShouldBe("""["system-administrator"]""");
        said.GetProperty("address").GetString().ShouldBe("127.0.0.1");
        said.GetProperty("meant").GetBoolean().ShouldBeFalse("another service must not take it");
        said.GetProperty("leaked").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task What_a_client_says_of_itself_is_thrown_away()
    {
        using var stranger = _gateway.Stranger();
        stranger.DefaultRequestHeaders.Add(CallerToken.Header, SignedCallers.Token("id-group-policy"));
        (await Read(await stranger.GetAsync(At("/api/groups")))).GetProperty("name").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("Authorization", "Bearer dk_00000000000000000000000000000001_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Authorization", "Bearer nonsense")]
    [InlineData("Authorization", "Basic YWRtaW46YWRtaW4=")]
    [InlineData("X-Api-Key", "dk_1")]
    public async Task A_proof_that_proves_nothing_is_refused_at_once(string header, string value)
    {
        using var stranger = _gateway.Stranger();
        stranger.DefaultRequestHeaders.TryAddWithoutValidation(header, value);
        using var answer = await stranger.GetAsync(At("/api/groups"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
    }

    [Fact]
    public async Task A_key_is_shown_once_limited_and_refused_at_the_next_request_after_it_is_revoked()
    {
        var group = Guid.NewGuid();
        var issued = await Read(await _gateway.Client.PostAsJsonAsync(At("/api/access/keys"), new { name = "night job", roles = Viewer, groups = new List<Guid> { group } }));
        var (id, key) = (issued.GetProperty("id").GetGuid(), issued.GetProperty("key").GetString()!);
        using var script = _gateway.Stranger();
        script.DefaultRequestHeaders.Add("X-Api-Key", key);
        var said = await Read(await script.GetAsync(At("/api/groups")));
        said.GetProperty("roles").GetRawText().ShouldBe("""["viewer"]""");
        said.GetProperty("groups")[0].GetGuid().ShouldBe(group);
        (await script.GetAsync(At("/api/access/people"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await script.PostAsJsonAsync(At("/api/access/keys"), new { name = "more" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await _gateway.Client.GetStringAsync(At("/api/access/keys?limit=1000"))).ShouldNotContain(key[^43..]);

        (await _gateway.Client.DeleteAsync(At($"/api/access/keys/{id}"))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await script.GetAsync(At("/api/groups"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Whoever_manages_access_for_some_groups_sees_and_ends_only_what_lies_within_them()
    {
        var groups = new List<Guid> { Guid.NewGuid() };
        var central = await Read(await _gateway.Client.PostAsJsonAsync(At("/api/access/keys"), new { name = "central", roles = Viewer }));
        var issued = await Read(await _gateway.Client.PostAsJsonAsync(At("/api/access/keys"), new { name = "department", roles = Administrator, groups }));
        using var department = _gateway.Stranger();
        department.DefaultRequestHeaders.Add("X-Api-Key", issued.GetProperty("key").GetString()!);
        var own = await Read(await department.PostAsJsonAsync(At("/api/access/keys"), new { name = "theirs", roles = Viewer }));

        var seen = (await Read(await department.GetAsync(At("/api/access/keys?limit=1000")))).GetProperty("items").EnumerateArray().Select(key => key.GetProperty("name").GetString());
        seen.ShouldBe(["department", "theirs"], ignoreOrder: true);
        (await Read(await department.GetAsync(At("/api/access/people?limit=1000")))).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await department.DeleteAsync(At($"/api/access/keys/{central.GetProperty("id")}"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await department.DeleteAsync(At($"/api/access/keys/{own.GetProperty("id")}"))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await department.GetAsync(At("/api/audit/gateway"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_person_comes_in_with_a_password_for_one_use_chooses_another_and_goes()
    {
        var (name, password) = await _gateway.AddAsync("distribution");
        using var browser = _gateway.Browser();
        (await browser.PostAsJsonAsync(At("/api/access/sessions"), new { name, password = "wrong" })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var begun = await browser.PostAsJsonAsync(At("/api/access/sessions"), new { name, password });
        begun.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        begun.Headers.GetValues("Set-Cookie").Single().ToLowerInvariant().ShouldSatisfyAllConditions(
            cookie => cookie.ShouldContain("httponly"), cookie => cookie.ShouldContain("samesite=strict"), cookie => cookie.ShouldContain("path=/"));

        (await Read(await browser.GetAsync(At("/api/access/session")))).GetProperty("mustChangePassword").GetBoolean().ShouldBeTrue();
        (await browser.GetAsync(At("/api/groups"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden, "a one-time password opens nothing but the choice of another");
        (await Change(browser, password, "short")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Change(browser, "not mine", "a password of my own")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        // Another browser of the same person, and what this one held until now, end with the old password.
        using var elsewhere = _gateway.Browser();
        (await elsewhere.PostAsJsonAsync(At("/api/access/sessions"), new { name, password })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Change(browser, password, "a password of my own")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await elsewhere.GetAsync(At("/api/access/session"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Read(await browser.GetAsync(At("/api/groups")))).GetProperty("name").GetString().ShouldBe(name);

        (await browser.DeleteAsync(At("/api/access/session"))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await browser.GetAsync(At("/api/access/session"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_session_that_was_planted_before_the_sign_in_is_worth_nothing_after_it()
    {
        var (name, password) = await _gateway.AddAsync("viewer");
        using var attacker = _gateway.Browser(out var planted);
        (await attacker.PostAsJsonAsync(At("/api/access/sessions"), new { name, password })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var victim = _gateway.Browser(out var held);
        held.Add(_gateway.Address, planted.GetCookies(_gateway.Address)[0]);
        (await victim.PostAsJsonAsync(At("/api/access/sessions"), new { name, password })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        held.GetCookies(_gateway.Address)[0].Value.ShouldNotBe(planted.GetCookies(_gateway.Address)[0].Value);
        (await attacker.GetAsync(At("/api/access/session"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await victim.GetAsync(At("/api/access/session"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(null, null, null, HttpStatusCode.Forbidden)]
    [InlineData("1", "https://evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("1", "null", null, HttpStatusCode.Forbidden)]
    [InlineData("1", null, "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("1", null, "same-origin", HttpStatusCode.OK)]
    public async Task Another_sites_page_can_change_nothing_with_the_cookie(string? page, string? origin, string? site, HttpStatusCode expected)
    {
        using var browser = await _gateway.SignedInAsync("distribution");
        using var request = new HttpRequestMessage(HttpMethod.Post, At("/api/groups"));
        browser.DefaultRequestHeaders.Remove(CrossSite.Header);
        foreach (var (header, value) in new[] { (CrossSite.Header, page), ("Origin", origin), ("Sec-Fetch-Site", site) }.Where(h => h.Item2 is not null))
            request.Headers.Add(header, value);
        (await browser.SendAsync(request)).StatusCode.ShouldBe(expected);
        (await browser.GetAsync(At("/api/groups"))).StatusCode.ShouldBe(HttpStatusCode.OK, "looking changes nothing");
    }

    [Fact]
    public async Task Who_is_disabled_is_out_at_the_next_request_with_their_own_keys()
    {
        using var browser = await _gateway.SignedInAsync("distribution");
        var id = (await Read(await browser.GetAsync(At("/api/access/session")))).GetProperty("id").GetString();
        var key = (await Read(await browser.PostAsJsonAsync(At("/api/access/keys"), new { name = "mine", own = true }))).GetProperty("key").GetString()!;
        using var script = _gateway.Stranger();
        script.DefaultRequestHeaders.Add("X-Api-Key", key);
        (await script.GetAsync(At("/api/groups"))).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await _gateway.Client.PutAsync(At($"/api/access/people/{id}/roles"), JsonContent.Create(new { roles = Viewer }))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Read(await script.GetAsync(At("/api/groups")))).GetProperty("roles").GetArrayLength().ShouldBe(0, "the key had another role, which its owner has no more");
        (await _gateway.Client.PutAsync(At($"/api/access/people/{id}/disabled"), null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await browser.GetAsync(At("/api/access/session"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await script.GetAsync(At("/api/groups"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Passwords_are_guessed_ten_times_and_no_oftener()
    {
        var (name, password) = await _gateway.AddAsync("viewer");
        using var browser = _gateway.Browser();
        for (var i = 0; i < 10; i++)
            (await browser.PostAsJsonAsync(At("/api/access/sessions"), new { name, password = $"guess {i}" })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var answer = await browser.PostAsJsonAsync(At("/api/access/sessions"), new { name, password });
        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task Roles_that_are_none_and_names_that_are_taken_are_told()
    {
        using var unknown = await _gateway.Client.PostAsJsonAsync(At("/api/access/people"), new { name = "bob", roles = King });
        unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await unknown.Content.ReadAsStringAsync()).ShouldContain("king");
        var (name, _) = await _gateway.AddAsync("viewer");
        (await _gateway.Client.PostAsJsonAsync(At("/api/access/people"), new { name = name.ToUpperInvariant(), roles = Viewer })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await _gateway.Client.GetStringAsync(At("/api/access/people?limit=1000"))).ShouldSatisfyAllConditions(list => list.ShouldContain(name), list => list.ShouldNotContain("pbkdf2"));
    }

    [Fact]
    public async Task Another_spelling_of_a_name_is_no_further_guess()
    {
        var (name, password) = await _gateway.AddAsync("viewer");
        using var browser = _gateway.Browser();
        for (var i = 0; i < 10; i++)
        {
            var spelt = (i % 4) switch { 0 => name, 1 => $" {name}", 2 => $"{name}\t", _ => name.ToUpperInvariant() };
            (await browser.PostAsJsonAsync(At("/api/access/sessions"), new { name = spelt, password = $"guess {i}" })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await browser.PostAsJsonAsync(At("/api/access/sessions"), new { name = $"{name} ", password })).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task What_is_for_everybody_asks_for_no_caller_and_judges_none()
    {
        using var stranger = _gateway.Stranger();
        using var asked = await stranger.GetAsync(At("/"));
        var (name, password) = await _gateway.AddAsync("viewer");
        using var browser = _gateway.Browser();
        (await browser.PostAsJsonAsync(At("/api/access/sessions"), new { name, password })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        // Here without the dashboard's files; whoever has still to choose a password gets what a stranger gets.
        (await browser.GetAsync(At("/"))).StatusCode.ShouldBe(asked.StatusCode);
        stranger.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Basic YWRtaW46YWRtaW4=");
        (await stranger.GetAsync(At("/"))).StatusCode.ShouldBe(asked.StatusCode);
        (await stranger.GetAsync(At("/health/live"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Nobody_signs_another_out_by_the_id_of_their_session_alone()
    {
        var (name, password) = await _gateway.AddAsync("viewer");
        using var browser = _gateway.Browser(out var held);
        (await browser.PostAsJsonAsync(At("/api/access/sessions"), new { name, password })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var cookie = held.GetCookies(_gateway.Address)[0];
        using var stranger = _gateway.Stranger();
        stranger.DefaultRequestHeaders.Add("Cookie", $"{cookie.Name}={cookie.Value[..33]}{new string('A', 43)}");
        (await stranger.DeleteAsync(At("/api/access/session"))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await browser.GetAsync(At("/api/access/session"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
