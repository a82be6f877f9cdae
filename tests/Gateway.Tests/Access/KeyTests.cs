using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Distribution.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static Distribution.Gateway.Tests.Access.GatewayCallers;

namespace Distribution.Gateway.Tests.Access;

/// <summary>Who answers for a key, and that nobody gets round a rule for people by a key of theirs.</summary>
public sealed class KeyTests : IAsyncLifetime
{
    private static readonly CallerKeys Keys = CallerKeys.Parse(SignedCallers.Key);
    private static readonly string[] Viewer = ["viewer"];
    private GatewayBefore _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayBefore.Services(app => app.MapGet("/groups", (HttpContext http) =>
        new { responsible = CallerToken.Verify(http.Request.Headers[CallerToken.Header].ToString(), "id-group-policy", Keys, DateTimeOffset.UtcNow)?.Responsible }));

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_key_that_a_persons_key_issues_is_theirs_and_ends_no_later()
    {
        using var administrator = await _gateway.SignedInAsync("system-administrator");
        var id = await IdOf(administrator);
        var end = DateTimeOffset.UtcNow.AddHours(1);
        using var script = _gateway.Script(await IssueAsync(administrator, new { name = "mine", own = true, expiresAt = end }));
        (await script.PostAsJsonAsync(At("/api/access/keys"), new { name = "longer", expiresAt = end.AddMinutes(1) })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        var issued = await IssueAsync(script, new { name = "made by mine", roles = Viewer, own = false });
        issued.GetProperty("expiresAt").GetDateTimeOffset().ShouldBe(end, TimeSpan.FromSeconds(1));
        using var made = _gateway.Script(issued);
        (await made.GetAsync(At("/api/groups"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _gateway.Client.PutAsync(At($"/api/access/people/{id}/disabled"), null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await made.GetAsync(At("/api/groups"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Whoever_issued_a_key_of_nobody_answers_for_it_and_for_what_it_issues()
    {
        using var administrator = await _gateway.SignedInAsync("system-administrator");
        var id = await IdOf(administrator);
        using var script = _gateway.Script(await IssueAsync(administrator, new { name = "nobody's" }));
        using var made = _gateway.Script(await IssueAsync(script, new { name = "made by it" }));
        foreach (var caller in (HttpClient[])[administrator, script, made])
            (await Read(await caller.GetAsync(At("/api/groups")))).GetProperty("responsible").GetString().ShouldBe(id);
        // It answers for nothing of theirs: their own keys are not its own.
        await IssueAsync(administrator, new { name = "theirs", own = true });
        using var small = _gateway.Script(await IssueAsync(administrator, new { name = "small", roles = Viewer }));
        (await ItemsAsync(small)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nobody_changes_what_they_may_do_themselves_nor_by_a_key_of_theirs(bool? own)
    {
        using var administrator = await _gateway.SignedInAsync("system-administrator");
        var id = await IdOf(administrator);
        using var caller = own is null ? administrator : _gateway.Script(await IssueAsync(administrator, new { name = "by key", own }));
        (await caller.PutAsJsonAsync(At($"/api/access/people/{id}/roles"), new { roles = Viewer })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await caller.PutAsync(At($"/api/access/people/{id}/disabled"), null)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await caller.PostAsync(At($"/api/access/people/{id}/password"), null)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await caller.GetAsync(At("/api/access/session"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_persons_key_sees_and_ends_the_keys_of_that_person()
    {
        using var viewer = await _gateway.SignedInAsync("viewer");
        var other = await IssueAsync(viewer, new { name = "old", own = true });
        using var script = _gateway.Script(await IssueAsync(viewer, new { name = "new", own = true }));
        (await ItemsAsync(script)).ShouldBe(["new", "old"], ignoreOrder: true);
        (await script.DeleteAsync(At($"/api/access/keys/{other.GetProperty("id")}"))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private static async Task<JsonElement> IssueAsync(HttpClient caller, object wanted) => await Read(await caller.PostAsJsonAsync(At("/api/access/keys"), wanted));

    private static async Task<List<string?>> ItemsAsync(HttpClient caller) =>
        [.. (await Read(await caller.GetAsync(At("/api/access/keys?limit=1000")))).GetProperty("items").EnumerateArray().Select(key => key.GetProperty("name").GetString())];
}
