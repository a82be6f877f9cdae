using Distribution.ServiceDefaults;

namespace Distribution.IdGroupPolicy.Tests;

/// <summary>Whoever has rights for one ID group sees and touches its computers and those of the groups within it, and no others.</summary>
public sealed class ScopeTests(RunningService running) : IAsyncLifetime
{
    private readonly string _unique = $"scope{Guid.NewGuid():N}";
    private Guid _ours, _nested, _theirs, _our, _inner, _their;
    private HttpClient _department = null!;

    public async ValueTask InitializeAsync()
    {
        var all = running.Client;
        (_ours, _nested, _theirs) = (await all.GroupAsync($"{_unique} ours"), await all.GroupAsync($"{_unique} nested"), await all.GroupAsync($"{_unique} theirs"));
        await all.SendAsync(HttpMethod.Put, $"/groups/{_ours}/groups/{_nested}");
        _our = (await all.EnrolAsync($"{_unique}-our", await all.KeyAsync(group: _ours))).ComputerId;
        _inner = (await all.EnrolAsync($"{_unique}-inner", await all.KeyAsync(group: _nested))).ComputerId;
        _their = (await all.EnrolAsync($"{_unique}-their", await all.KeyAsync(group: _theirs))).ComputerId;
        await Eventually.Holds(() => all.MembersAsync(_ours), members => members.Count == 2, "the inner group's member is one of the outer group");
        _department = running.Service.ClientOf(new Caller("d", "Department", CallerKind.Person, ["system-administrator"], [_ours]));
    }

    public ValueTask DisposeAsync()
    {
        _department.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Lists_and_searches_hold_nothing_of_elsewhere()
    {
        (await NamesAsync("/computers?limit=1000")).ShouldBe([$"{_unique}-inner", $"{_unique}-our"]);
        (await NamesAsync($"/computers?search={Uri.EscapeDataString($"name ~ \"{_unique}-*\"")}")).ShouldBe([$"{_unique}-inner", $"{_unique}-our"]);
        (await NamesAsync("/groups?limit=1000")).ShouldBe([$"{_unique} nested", $"{_unique} ours"]);
    }

    [Fact]
    public async Task Every_route_that_names_a_computer_or_a_group_of_elsewhere_answers_as_if_it_were_not_there()
    {
        // Every mixture of ours and theirs but ours alone; and a group of ours alone may be looked at and named.
        (await ForeignRoutes.OpenToAsync(running.Service, _department, pattern =>
            from mixture in new[] { (Group: _theirs, Computer: _their), (Group: _ours, Computer: _their), (Group: _theirs, Computer: _our) }
            where mixture.Group != _ours || pattern.Contains("computerId", StringComparison.Ordinal)
            select new (string, Guid)[]
            {
                ("computerId", mixture.Computer), ("groupId", mixture.Group), ("innerId", _theirs), ("policyId", Guid.NewGuid()),
                ("id", pattern.StartsWith("/computers", StringComparison.Ordinal) ? _their : mixture.Group),
            })).ShouldBeEmpty();
        (await running.Client.MembersAsync(_theirs)).ShouldBe([_their], "nothing was changed either");
        (await running.Client.MembersAsync(_ours)).ShouldBe([_our, _inner], ignoreOrder: true);
    }

    [Fact]
    public async Task What_is_ours_is_seen_and_touched()
    {
        foreach (var path in new[] { $"/computers/{_our}", $"/computers/{_inner}", $"/groups/{_ours}", $"/groups/{_nested}/members" })
            (await _department.StatusAsync(HttpMethod.Get, path)).ShouldBe(200, path);
        (await _department.StatusAsync(HttpMethod.Put, $"/groups/{_ours}/members/{_inner}")).ShouldBeLessThan(300);
        (await _department.StatusAsync(HttpMethod.Post, "/groups", new { name = $"{_unique} more" })).ShouldBe(403, "a new group is nobody's yet");
    }

    private async Task<List<string>> NamesAsync(string path) =>
        [.. (await _department.SendAsync(HttpMethod.Get, path))["items"]!.AsArray().Select(item => (string)item!["name"]!)];
}
