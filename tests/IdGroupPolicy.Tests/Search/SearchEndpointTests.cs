using System.Text.Json.Nodes;
using Distribution.IdGroupPolicy.Computers;
using Distribution.IdGroupPolicy.Search;
using Distribution.IdGroupPolicy.Tests.Inventory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static Distribution.IdGroupPolicy.Tests.Inventory.SampleInventory;

namespace Distribution.IdGroupPolicy.Tests.Search;

/// <summary>Searches and dynamic groups on the whole service: what computers say is found, and makes them members.</summary>
public sealed class SearchEndpointTests(RunningService running) : IAsyncLifetime
{
    // No other test's computers have it.
    private readonly string _tag = $"t{Guid.NewGuid():N}"[..12];
    private AgentsVoice? _voice;

    private HttpClient Client => running.Client;

    public async ValueTask InitializeAsync() => _voice = await AgentsVoice.OfAsync(running.Service);

    public ValueTask DisposeAsync() => _voice!.DisposeAsync();

    [Fact]
    public async Task Computers_are_found_by_what_they_said_page_by_page()
    {
        foreach (var (name, version) in new[] { ("a", "127.0"), ("b", "128.0"), ("c", "9.0") })
            await SayAsync(await Client.EnrolAsync($"{name}-{_tag}"), new SaidBefore(), version);
        await FoundAsync("software = firefox", "a", "b", "c");

        await FoundAsync("software.version(Firefox) < 128", "a", "c");
        await FoundAsync("software.version(Firefox) < 128 and not name ~ a-*", "c");
        await FoundAsync("memory >= 16 GB and address = 10.1.0.0/16 and domain = CORP.example and timezone contains berlin", "a", "b", "c");
        await FoundAsync("software ~ thunder*");
        var first = await Client.SendAsync(HttpMethod.Get, Path("software = firefox", "&limit=2"));
        var second = await Client.SendAsync(HttpMethod.Get, Path("software = firefox", $"&limit=2&after={first["next"]}"));
        Names(first).Concat(Names(second)).ShouldBe([$"a-{_tag}", $"b-{_tag}", $"c-{_tag}"]);
    }

    [Fact]
    public async Task A_computer_from_before_there_was_a_search_is_found_after_the_next_start()
    {
        var computer = await Client.EnrolAsync($"old-{_tag}");
        await SayAsync(computer, new SaidBefore(), "127.0");
        await FoundAsync("software = firefox", "old");
        await using (var database = Npgsql.NpgsqlDataSource.Create(running.Service.ConnectionString))
        {
            foreach (var table in new[] { "searched_computer", "software_keys" })
            {
                await using var forget = database.CreateCommand($"delete from mt_doc_{table} where id = '{computer.ComputerId}'");
                await forget.ExecuteNonQueryAsync();
            }
        }

        await FoundAsync("software = firefox");
        (await running.Service.Services.GetServices<IHostedService>().OfType<CompleteSearch>().Single().RunAsync(default)).ShouldBeGreaterThan(0);
        await FoundAsync("software = firefox", "old");
        await FoundAsync("timezone contains berlin and memory >= 16 GB", "old");
    }

    [Fact]
    public async Task A_text_that_is_no_search_is_answered_with_its_place()
    {
        using var answer = await Client.GetAsync(new Uri("/computers?search=os%20%3D%20windows%20and", UriKind.Relative));
        ((int)answer.StatusCode).ShouldBe(400);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        ((string)problem["errors"]!["search"]![0]!).ShouldBe("Character 17: expected a field, 'not' or '(', not the end.");
    }

    [Fact]
    public async Task The_members_of_a_group_follow_its_condition_and_what_computers_say_both_ways()
    {
        var (before, later, agent) = (await Client.EnrolAsync($"before-{_tag}"), await Client.EnrolAsync($"later-{_tag}"), new SaidBefore());
        await SayAsync(before, new SaidBefore(), "127.0");
        await SayAsync(later, agent, "9.0");
        await FoundAsync("software = firefox", "before", "later");
        var search = Guid.NewGuid();
        await SaveAsync(search, $"name contains {_tag} and software.version(firefox) > 100");
        var group = (Guid)(await Client.SendAsync(HttpMethod.Put, $"/searches/{search}/group"))["groupId"]!;
        await MembersAsync(group, before);

        await SayAsync(later, agent, "128.0");
        await MembersAsync(group, before, later);
        await SayAsync(later, agent, "99.0");
        await MembersAsync(group, before);
        await SaveAsync(search, $"name contains {_tag} and software.version(firefox) < 100");
        await MembersAsync(group, later);
        (await Client.StatusAsync(HttpMethod.Put, $"/computers/{before.ComputerId}/assets", new { department = "Finance" })).ShouldBe(204);
        await SaveAsync(search, $"department = finance or name = later-{_tag}");
        await MembersAsync(group, before, later);
        (await Client.StatusAsync(HttpMethod.Put, $"/computers/{before.ComputerId}/assets", new { department = "" })).ShouldBe(204);
        await MembersAsync(group, later);

        (await Client.StatusAsync(HttpMethod.Put, $"/groups/{group}/members/{before.ComputerId}")).ShouldBe(409);
        (await Client.StatusAsync(HttpMethod.Delete, $"/groups/{group}/condition")).ShouldBe(204);
        (await Client.StatusAsync(HttpMethod.Put, $"/groups/{group}/members/{before.ComputerId}")).ShouldBe(204);
    }

    [Theory]
    [InlineData("online = yes")]
    [InlineData("os = linux and not group = Finance")]
    [InlineData("os =")]
    public async Task A_condition_that_inventories_do_not_change_is_refused(string search)
    {
        var group = await Client.GroupAsync($"refused {Guid.NewGuid():N}");
        (await Client.StatusAsync(HttpMethod.Put, $"/groups/{group}/condition", new { search })).ShouldBe(400);
        (await Client.StatusAsync(HttpMethod.Get, $"/groups/{group}/condition")).ShouldBe(404);
    }

    [Fact]
    public async Task Searches_are_kept_under_ids_that_the_caller_chooses()
    {
        var id = Guid.NewGuid();
        await SaveAsync(id, "os = windows");
        await SaveAsync(id, "os = linux");
        ((string)(await Client.SendAsync(HttpMethod.Get, $"/searches/{id}"))["search"]!).ShouldBe("os = linux");
        (await Client.StatusAsync(HttpMethod.Put, $"/searches/{id}", new { name = "x", search = "os =" })).ShouldBe(400);
        (await Client.SendAsync(HttpMethod.Get, "/searches?limit=1000"))["items"]!.AsArray().Select(item => (Guid)item!["id"]!).ShouldContain(id);
        (await Client.StatusAsync(HttpMethod.Delete, $"/searches/{id}")).ShouldBe(204);
        (await Client.StatusAsync(HttpMethod.Get, $"/searches/{id}")).ShouldBe(404);
    }

    private async Task SaveAsync(Guid id, string search) =>
        (await Client.StatusAsync(HttpMethod.Put, $"/searches/{id}", new { name = $"search {_tag} {id:N}", search })).ShouldBe(204);

    private Task SayAsync(EnrolledComputer computer, SaidBefore agent, string firefox) =>
        _voice!.SayAsync(computer.ComputerId, agent.Whole(Item("Firefox", firefox), Item("vim")));

    private string Path(string search, string more = "") => $"/computers?search={Uri.EscapeDataString($"name contains {_tag} and {search}")}{more}";

    private async Task FoundAsync(string search, params string[] names) => await Eventually.Holds(
        () => Client.SendAsync(HttpMethod.Get, Path(search)), page => Names(page).SequenceEqual(names.Select(name => $"{name}-{_tag}")), $"{search} finds {string.Join(' ', names)}");

    private async Task MembersAsync(Guid group, params EnrolledComputer[] computers) => await Eventually.Holds(
        () => Client.MembersAsync(group), members => members.ToHashSet().SetEquals(computers.Select(computer => computer.ComputerId)), "the members follow");

    private static IEnumerable<string> Names(JsonNode page) => page["items"]!.AsArray().Select(item => (string)item!["name"]!);
}
