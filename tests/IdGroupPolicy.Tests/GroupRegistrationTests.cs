using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Distribution.IdGroupPolicy.Tests;

/// <summary>The ways into an ID group other than an operator's hand: a user with a password, a list, a group within it.</summary>
public sealed class GroupRegistrationTests(RunningService running)
{
    private HttpClient Client => running.Client;

    [Fact]
    public async Task A_user_registers_with_the_password_and_after_five_wrong_ones_has_to_wait()
    {
        var group = await Client.GroupAsync("Registration: open");
        (await Client.StatusAsync(HttpMethod.Put, $"/groups/{group}/self-registration", new { password = "open sesame" })).ShouldBe(204);
        ((string?)(await Client.SendAsync(HttpMethod.Get, $"/groups/{group}"))["selfRegistration"]).ShouldBe("WithPassword");
        var one = await Client.EnrolAsync("registers-1");
        var two = await Client.EnrolAsync("registers-2");

        (await Register(one.ComputerId, one.Secret, "registration: OPEN", "open sesame")).ShouldBe(200);
        (await Register(one.ComputerId, two.Secret, "Registration: open", "open sesame")).ShouldBe(401);
        for (var n = 0; n < 5; n++)
            (await Register(two.ComputerId, two.Secret, n == 0 ? "Registration: none" : "Registration: open", "close sesame")).ShouldBe(403);
        using var refused = await TryRegister(two.ComputerId, two.Secret, "Registration: open", "open sesame");
        ((int)refused.StatusCode).ShouldBe(429);
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 900);

        (await Client.SendAsync(HttpMethod.Get, $"/groups/{group}/members"))["items"]!.AsArray()
            .Select(m => ((Guid)m!["computerId"]!, (string)m["by"]!)).ShouldBe([(one.ComputerId, "User")]);
    }

    [Fact]
    public async Task A_group_is_closed_until_it_is_opened_and_when_it_is_closed_again()
    {
        var group = await Client.GroupAsync("Registration: closed");
        var computer = await Client.EnrolAsync("registers-3");
        (await Register(computer.ComputerId, computer.Secret, "Registration: closed", null)).ShouldBe(403);
        (await Client.StatusAsync(HttpMethod.Put, $"/groups/{group}/self-registration", new { })).ShouldBe(204);
        (await Register(computer.ComputerId, computer.Secret, "Registration: closed", null)).ShouldBe(200);
        (await Client.StatusAsync(HttpMethod.Delete, $"/groups/{group}/self-registration")).ShouldBe(204);
        (await Register(computer.ComputerId, computer.Secret, "Registration: closed", null)).ShouldBe(403);
        (await Client.MembersAsync(group)).ShouldBe([computer.ComputerId]);
        (await Client.StatusAsync(HttpMethod.Put, $"/groups/{group}/self-registration", new { password = "short" })).ShouldBe(400);
    }

    [Fact]
    public async Task A_list_makes_members_and_the_report_says_which_lines_did_not()
    {
        var group = await Client.GroupAsync("Imported");
        var (one, two) = (await Client.EnrolAsync("imported-1"), await Client.EnrolAsync("imported, 2"));
        await Client.EnrolAsync("imported-twin");
        await Client.EnrolAsync("imported-twin");
        (await Client.StatusAsync(HttpMethod.Put, $"/groups/{group}/members/{two.ComputerId}")).ShouldBe(204);

        var report = await Import(group, $"Name,Room\nimported-1,12\n\"imported, 2\",13\n{one.ComputerId}\nunheard-of\nimported-twin\n\"broken\n");

        (await Client.MembersAsync(group)).ShouldBe(new[] { one.ComputerId, two.ComputerId }.Order());
        ((long)report["joined"]!, (long)report["lines"]!).ShouldBe((1, 6));
        report["remarks"]!.AsArray().Select(r => $"{r!["line"]} {r["reason"]}").ShouldBe(
            ["3 AlreadyMember", "4 AlreadyMember", "5 NotFound", "6 Ambiguous", "7 Malformed"]);
        ((long)(await Import(group, "imported-1"))["joined"]!).ShouldBe(0);
    }

    [Fact]
    public async Task A_list_that_is_too_large_is_refused()
    {
        var group = await Client.GroupAsync("Imported: too large");
        using var list = new ByteArrayContent(new byte[(16 << 20) + 1]);
        using var answer = await Client.PostAsync(new Uri($"/groups/{group}/members/import", UriKind.Relative), list);
        ((int)answer.StatusCode).ShouldBe(413);
    }

    [Fact]
    public async Task The_members_of_inner_groups_are_members_of_the_outer_ones_as_long_as_they_are_in_any()
    {
        var (outer, left, right) = (await Client.GroupAsync("Nest: outer"), await Client.GroupAsync("Nest: left"), await Client.GroupAsync("Nest: right"));
        var top = await Client.GroupAsync("Nest: top");
        var (early, late) = (await Client.EnrolAsync("nest-early"), await Client.EnrolAsync("nest-late"));
        await Put($"/groups/{left}/members/{early.ComputerId}");
        await Put($"/groups/{right}/members/{early.ComputerId}");
        foreach (var (around, within) in new[] { (top, outer), (outer, left), (outer, right) })
            await Put($"/groups/{around}/groups/{within}");
        (await Client.StatusAsync(HttpMethod.Put, $"/groups/{left}/groups/{top}")).ShouldBe(409);
        await Put($"/groups/{right}/members/{late.ComputerId}");
        await Members(top, early.ComputerId, late.ComputerId);

        (await Client.StatusAsync(HttpMethod.Delete, $"/groups/{outer}/members/{early.ComputerId}")).ShouldBe(409);
        (await Client.StatusAsync(HttpMethod.Delete, $"/groups/{left}/members/{early.ComputerId}")).ShouldBe(204);
        (await Client.StatusAsync(HttpMethod.Delete, $"/groups/{right}/members/{late.ComputerId}")).ShouldBe(204);
        await Members(top, early.ComputerId);

        (await Client.StatusAsync(HttpMethod.Delete, $"/groups/{right}")).ShouldBe(202);
        await Members(top);
        await Members(outer);
        ((Guid)(await Client.SendAsync(HttpMethod.Get, $"/groups/{outer}"))["contains"]!.AsArray().Single()!).ShouldBe(left);
    }

    private async Task Put(string path) => (await Client.StatusAsync(HttpMethod.Put, path)).ShouldBe(204);

    private Task<IReadOnlyList<Guid>> Members(Guid group, params Guid[] computers) => Eventually.Holds(
        () => Client.MembersAsync(group), members => members.SequenceEqual(computers.Order()), $"the members are {string.Join(", ", computers)}", TimeSpan.FromMinutes(1));

    private async Task<JsonObject> Import(Guid group, string list)
    {
        using var content = new StringContent(list, Encoding.UTF8, new MediaTypeHeaderValue("text/csv"));
        using var answer = await Client.PostAsync(new Uri($"/groups/{group}/members/import", UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(200, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    private async Task<int> Register(Guid computer, string secret, string group, string? password)
    {
        using var answer = await TryRegister(computer, secret, group, password);
        return (int)answer.StatusCode;
    }

    private Task<HttpResponseMessage> TryRegister(Guid computer, string secret, string group, string? password) =>
        Client.TryAsync(HttpMethod.Post, $"/enrolments/{computer}/group-registrations", new { secret, group, password });
}
