using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.IdGroupPolicy.Computers;
using static Distribution.IdGroupPolicy.Tests.Inventory.SampleInventory;

namespace Distribution.IdGroupPolicy.Tests.Inventory;

/// <summary>Inventories on a real broker and a real database: said by a computer, shown to an operator.</summary>
public sealed class InventoryEndpointTests(RunningService running) : IAsyncLifetime
{
    private readonly SaidBefore _agent = new();
    private AgentsVoice? _voice;

    private HttpClient Client => running.Client;

    public async ValueTask InitializeAsync() => _voice = await AgentsVoice.OfAsync(running.Service);

    public ValueTask DisposeAsync() => _voice!.DisposeAsync();

    [Fact]
    public async Task An_inventory_and_its_differences_are_shown_with_their_history_page_by_page()
    {
        var computer = await Client.EnrolAsync("inventoried");
        await SayAsync(computer, _agent.Whole(Item("curl", "7.88"), Item("git"), Item("vim")));
        await ShownAsync(computer, 3);
        await SayAsync(computer, _agent.Difference(Item("curl", "8.0"), Item("git"), Item("vim"), Item("zsh")));
        var shown = await ShownAsync(computer, 4);
        ((string)shown["facts"]!["hardware"]!["model"]!).ShouldBe("20XW");

        var first = await Client.SendAsync(HttpMethod.Get, $"/computers/{computer.ComputerId}/inventory?limit=3");
        var second = await Client.SendAsync(HttpMethod.Get, $"/computers/{computer.ComputerId}/inventory?limit=3&after={first["software"]!["next"]}");
        Names(first["software"]!).Concat(Names(second["software"]!)).ShouldBe(["curl", "git", "vim", "zsh"]);

        var lines = new List<string>();
        string? next = null;
        do
        {
            var page = await Client.SendAsync(HttpMethod.Get, $"/computers/{computer.ComputerId}/software-history?limit=2&after={next}");
            lines.AddRange(page["items"]!.AsArray().Select(line => $"{line!["kind"]} {line["software"]!["name"]} {line["software"]!["version"]} {line["previousVersion"]}".Trim()));
            next = (string?)page["next"];
        }
        while (next is not null);
        lines.ShouldBe(["Installed zsh 1.0", "Updated curl 8.0 7.88", "Found curl 7.88", "Found git 1.0", "Found vim 1.0"]);
    }

    [Fact]
    public async Task A_computer_whose_difference_does_not_fit_is_asked_through_its_queue()
    {
        var computer = await Client.EnrolAsync("forgetful");
        await SayAsync(computer, _agent.Difference(Item("curl")));
        var asked = await Eventually.Holds(
            async () => await _voice!.Channel.BasicGetAsync(computer.Broker.Queue, autoAck: true), message => message is not null, "the question is in its queue");
        asked!.BasicProperties.Type.ShouldBe($"urn:message:{typeof(ReportInventory).FullName!.Replace($".{nameof(ReportInventory)}", $":{nameof(ReportInventory)}", StringComparison.Ordinal)}");

        await SayAsync(computer, _agent.Whole(Item("curl")));
        await ShownAsync(computer, 1);
    }

    [Fact]
    public async Task A_removed_computer_is_not_listened_to_and_its_inventory_is_found_no_more()
    {
        var (removed, other) = (await Client.EnrolAsync("leaving"), await Client.EnrolAsync("staying"));
        await SayAsync(removed, _agent.Whole(Item("curl")));
        await ShownAsync(removed, 1);
        (await Client.StatusAsync(HttpMethod.Delete, $"/computers/{removed.ComputerId}")).ShouldBe(204);
        await SayAsync(removed, _agent.Difference(Item("git")));
        await SayAsync(other, new SaidBefore().Whole(Item("vim")));
        await ShownAsync(other, 1);
        (await Client.StatusAsync(HttpMethod.Get, $"/computers/{removed.ComputerId}/inventory")).ShouldBe(404);
    }

    [Fact]
    public async Task Asset_fields_are_written_one_by_one_and_in_bulk_and_what_was_not_found_is_told()
    {
        var tag = Guid.NewGuid().ToString("N")[..8];
        var (one, two) = (await Client.EnrolAsync($"asset-{tag}"), await Client.EnrolAsync($"twin-{tag}"));
        await Client.EnrolAsync($"twin-{tag}");
        (await Client.StatusAsync(HttpMethod.Put, $"/computers/{one.ComputerId}/assets", new { department = "Finance" })).ShouldBe(204);
        (await Client.StatusAsync(HttpMethod.Put, $"/computers/{one.ComputerId}/assets", new Dictionary<string, string?> { ["department"] = null })).ShouldBe(400);
        (await Client.StatusAsync(HttpMethod.Put, $"/computers/{Guid.NewGuid()}/assets", new { department = "Finance" })).ShouldBe(404);

        var import = await ImportAsync($"computer,department,\"cost centre\"\nasset-{tag},Sales,4711\ntwin-{tag},Sales,1\n{two.ComputerId},,2\nnobody-{tag},x,y\n");

        ((int)import["lines"]!, (int)import["changed"]!).ShouldBe((4, 2));
        import["notFound"]!.AsArray().Select(line => (int)line!["line"]!).ShouldBe([3, 5]);
        (await Client.SendAsync(HttpMethod.Get, $"/computers/{one.ComputerId}/inventory"))["assets"]!.ToJsonString()
            .ShouldBe("""{"department":"Sales","cost centre":"4711"}""");
    }

    [Theory]
    [InlineData("name,department\na,b", "heading")]
    [InlineData("computer,department\na", "Line 2")]
    [InlineData("computer,department\na,\"b", "Line 2")]
    public async Task A_document_with_a_fault_is_refused_as_a_whole(string text, string told)
    {
        using var answer = await PostAsync(text);
        ((int)answer.StatusCode).ShouldBe(400);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(told);
    }

    private static IEnumerable<string> Names(JsonNode page) => page["items"]!.AsArray().Select(item => (string)item!["name"]!);

    private Task<JsonObject> ShownAsync(EnrolledComputer computer, int software) => Eventually.Holds(
        () => Client.SendAsync(HttpMethod.Get, $"/computers/{computer.ComputerId}/inventory"), view => (int)view["softwareCount"]! == software,
        $"{software} pieces of software are shown");

    private Task SayAsync(EnrolledComputer computer, InventoryReported said) => _voice!.SayAsync(computer.ComputerId, said);

    private async Task<JsonObject> ImportAsync(string text)
    {
        using var answer = await PostAsync(text);
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
    }

    private Task<HttpResponseMessage> PostAsync(string text) =>
        Client.PostAsync(new Uri("/computers/assets", UriKind.Relative), new StringContent(text, Encoding.UTF8, new MediaTypeHeaderValue("text/csv")));
}
