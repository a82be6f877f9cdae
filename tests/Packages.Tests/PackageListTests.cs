using System.Net;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Packages.Catalogue;
using Distribution.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Distribution.Packages.Tests;

/// <summary>The catalogue is found by every filter and in every order; each test finds only its own packages, by a mark.</summary>
public sealed class PackageListTests(PackagesService packages)
{
    private readonly string _mark = CatalogueTests.Unique("mark");

    [Fact]
    public async Task A_search_finds_all_its_words_in_name_publisher_description_and_file()
    {
        await packages.Register($"7-Zip {_mark}", new() { Publisher = "Igor P.", Description = "Packs ÉCLAIRS 100%_sure" });
        foreach (var search in (string[])["7-zip", "IGOR", "éclairs", "tool.sh", "zip p.", "100%_", "eclair", "0%s", "_z", "packs zoo"])
        {
            var found = await Names($"search={Uri.EscapeDataString($"{_mark} {search}")}");
            found.Count.ShouldBe(search is "eclair" or "0%s" or "_z" or "packs zoo" ? 0 : 1, search);
        }
    }

    [Fact]
    public async Task A_filter_shows_what_fits_it()
    {
        await packages.Register("a", new() { Description = _mark, Publisher = "Éditions", OperatingSystems = ["windows"], Folder = "Office" });
        await packages.Register("b", new() { Description = _mark, Publisher = "Other", OperatingSystems = [], Folder = "office/Editors/Small" });
        await packages.Register("c", new() { Description = _mark, OperatingSystems = ["linux", "macos"], Folder = "Office tools" });
        (await Names($"search={_mark}&publisher=éditions")).ShouldBe(["a"]);
        (await Names($"search={_mark}&publisher=édition")).ShouldBeEmpty();
        (await Names($"search={_mark}&os=windows")).ShouldBe(["a", "b"]);
        (await Names($"search={_mark}&os=linux")).ShouldBe(["b", "c"]);
        (await Names($"search={_mark}&folder=Office")).ShouldBe(["a", "b"]);
        (await Names($"search={_mark}&folder=Office/Editors/")).ShouldBe(["b"]);
        (await Names($"search={_mark}&kind=software&os=macos&folder=office")).ShouldBe(["b"]);
        (await Names($"search={_mark}&kind=files")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("name", "a B c D e")]
    [InlineData("-name", "e D c B a")]
    [InlineData("publisher", "e a B D c")]
    [InlineData("-publisher", "c D B a e")]
    [InlineData("registered", "c a e B D")]
    [InlineData("-registered", "D B e a c")]
    [InlineData("edited", "a e B D c")]
    [InlineData("-edited", "c D B e a")]
    [InlineData("size", "a c B D e")]
    [InlineData("-size", "e D B c a")]
    public async Task Every_order_is_read_page_by_page(string sort, string expected)
    {
        // Two share a publisher: the id, which is later for the later one, decides.
        foreach (var (name, publisher, size) in ((string, string, int)[])[("c", "z", 20), ("a", "m", 10), ("e", "", 50), ("B", "n", 30), ("D", "N", 40)])
            await packages.Register(name, new() { Description = _mark, Publisher = publisher }, size);
        var c = (await packages.Get<Page<PackageSummary>>($"/packages?search={_mark}&limit=1&sort=registered"))!.Items[0];
        using var edit = await packages.Patch(c.Id, new { softwareVersion = "2" });

        List<string> names = [];
        string? next = null;
        do
        {
            var page = (await packages.Get<Page<PackageSummary>>($"/packages?search={_mark}&limit=2&sort={sort}{(next is null ? "" : $"&after={next}")}"))!;
            names.AddRange(page.Items.Select(item => item.Name));
            next = page.Next;
        }
        while (next is not null);
        names.ShouldBe(expected.Split(' '));
    }

    [Theory]
    [InlineData("sort=colour", "sort")]
    [InlineData("sort=--name", "sort")]
    [InlineData("kind=1", "kind")]
    [InlineData("os=beos", "os")]
    [InlineData("limit=0", "limit")]
    [InlineData("after=xyz", "after")]
    [InlineData("search=a%00b", "search")]
    [InlineData("folder=a%00b", "folder")]
    [InlineData("search=1+2+3+4+5+6+7+8+9+10+11", "search")]
    public async Task A_question_that_makes_no_sense_is_refused_naming_the_part(string query, string field) =>
        (await PackagesService.Refused(packages.Client.GetAsync($"/packages?{query}"), 400)).ShouldContain($"\"{field}\"");

    [Fact]
    public async Task A_place_in_one_order_is_none_in_another()
    {
        var cursor = Paging.Cursor("size", "10", $"{Guid.NewGuid()}");
        await PackagesService.Refused(packages.Client.GetAsync($"/packages?after={cursor}"), 400);
        await PackagesService.Refused(packages.Client.GetAsync($"/packages?sort=size&after={Paging.Cursor("size", "ten", $"{Guid.NewGuid()}")}"), 400);
        (await packages.Client.GetAsync($"/packages?sort=size&after={cursor}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_list_says_how_many_tasks_use_a_package()
    {
        var one = await packages.Register("one", new() { Description = _mark });
        var two = await packages.Register("two", new() { Description = _mark });
        var bus = packages.Service.Services.GetRequiredService<IBus>();
        var over = Guid.CreateVersion7();
        foreach (var task in (Guid[])[Guid.CreateVersion7(), over])
            await bus.Publish(new TaskCreated(task, 1, "t", TaskKind.Distribution, TaskClass.Administrator, [], [], [one.Id, two.Id], null, null, DateTimeOffset.UtcNow));
        await Counts([2, 2]);
        await bus.Publish(new TaskEdited(over, 2, null, null, null, [one.Id], false, null, null, DateTimeOffset.UtcNow));
        await Counts([2, 1]);
        await bus.Publish(new TaskCancelled(over, 3, "enough", DateTimeOffset.UtcNow));
        await Counts([1, 1]);

        Task Counts(int[] expected) => Eventually.Holds(
            async () => (await packages.Get<Page<PackageSummary>>($"/packages?search={_mark}"))!.Items.Select(item => item.UsedByTasks).ToArray(),
            counts => counts.SequenceEqual(expected),
            "the tasks are counted");
    }

    [Fact]
    public async Task Folders_are_a_tree_with_counts()
    {
        var top = _mark.ToUpperInvariant();
        await packages.Register("a", new() { Folder = $"{top}/b/c" });
        await packages.Register("b", new() { Folder = $"{_mark}/b" });
        var gone = await packages.Register("c", new() { Folder = $"{_mark}/z" });
        await packages.Client.DeleteAsync($"/packages/{gone.Id}");
        var folders = new List<Folder>();
        string? next = null;
        do
        {
            var page = (await packages.Get<Page<Folder>>($"/packages/folders?limit=2{(next is null ? "" : $"&after={next}")}"))!;
            folders.AddRange(page.Items);
            next = page.Next;
        }
        while (next is not null);
        folders.Where(folder => folder.Path.StartsWith(_mark, StringComparison.OrdinalIgnoreCase))
            .Select(folder => (folder.Name.ToLowerInvariant(), folder.Depth, folder.Packages, folder.Within))
            .ShouldBe([(_mark, 1, 0, 2), ("b", 2, 1, 2), ("c", 3, 1, 1)]);
    }

    private async Task<List<string>> Names(string query) => [.. (await packages.Get<Page<PackageSummary>>($"/packages?{query}"))!.Items.Select(item => item.Name)];
}
