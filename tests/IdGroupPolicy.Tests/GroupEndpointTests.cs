namespace Distribution.IdGroupPolicy.Tests;

public sealed class GroupEndpointTests(RunningService running)
{
    private HttpClient Client => running.Client;

    [Fact]
    public async Task A_name_belongs_to_one_group_without_regard_to_case()
    {
        await Client.GroupAsync("Accounting");
        (await Client.StatusAsync(HttpMethod.Post, "/groups", new { name = "ACCOUNTING" })).ShouldBe(409);
    }

    [Fact]
    public async Task Of_many_that_ask_for_one_name_at_once_exactly_one_gets_it()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Client.StatusAsync(HttpMethod.Post, "/groups", new { name = "Contested" })));
        answers.Count(status => status == 201).ShouldBe(1);
        answers.Count(status => status == 409).ShouldBe(9);
    }

    [Fact]
    public async Task Creating_the_same_group_again_is_harmless()
    {
        var body = new { id = Guid.CreateVersion7(), name = "Repeated" };
        (await Client.StatusAsync(HttpMethod.Post, "/groups", body)).ShouldBe(201);
        (await Client.StatusAsync(HttpMethod.Post, "/groups", body)).ShouldBe(201);
        (await Client.StatusAsync(HttpMethod.Post, "/groups", new { body.id, name = "Other" })).ShouldBe(409);
    }

    [Fact]
    public async Task A_renamed_group_frees_its_old_name()
    {
        var id = await Client.GroupAsync("Before");
        (await Client.StatusAsync(HttpMethod.Patch, $"/groups/{id}", new { name = "After" })).ShouldBe(200);
        await Client.GroupAsync("before");
        (await Client.StatusAsync(HttpMethod.Post, "/groups", new { name = "after" })).ShouldBe(409);
        (await Client.StatusAsync(HttpMethod.Patch, $"/groups/{id}", new { name = "AFTER" })).ShouldBe(200);
        ((string?)(await Client.SendAsync(HttpMethod.Get, $"/groups/{id}"))["name"]).ShouldBe("AFTER");
    }

    [Fact]
    public async Task A_rename_from_a_stale_version_is_refused()
    {
        var id = await Client.GroupAsync("Versioned");
        (await Client.StatusAsync(HttpMethod.Patch, $"/groups/{id}", new { name = "Versioned 2", expectedVersion = 1 })).ShouldBe(200);
        (await Client.StatusAsync(HttpMethod.Patch, $"/groups/{id}", new { name = "Versioned 3", expectedVersion = 1 })).ShouldBe(409);
    }

    [Fact]
    public async Task A_computer_joins_and_leaves_and_joins_again()
    {
        var id = await Client.GroupAsync("Comings and goings");
        var computer = (await Client.EnrolAsync("group-1")).ComputerId;

        foreach (var times in Enumerable.Range(0, 2))
        {
            (await Client.StatusAsync(HttpMethod.Put, $"/groups/{id}/members/{computer}")).ShouldBe(204);
            (await Client.StatusAsync(HttpMethod.Put, $"/groups/{id}/members/{computer}")).ShouldBe(204);
            (await Client.MembersAsync(id)).ShouldBe([computer]);
            (await Client.StatusAsync(HttpMethod.Delete, $"/groups/{id}/members/{computer}")).ShouldBe(204);
            (await Client.MembersAsync(id)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Members_come_in_pages()
    {
        var id = await Client.GroupAsync("Paged");
        var key = await Client.KeyAsync(group: id);
        var computers = new List<Guid>();
        for (var n = 0; n < 7; n++)
            computers.Add((await Client.EnrolAsync($"paged-{n}", key)).ComputerId);

        (await Client.MembersAsync(id, limit: 3)).ShouldBe(computers);
        ((long?)(await Client.SendAsync(HttpMethod.Get, $"/groups/{id}"))["members"]).ShouldBe(7);
    }

    [Fact]
    public async Task Groups_come_in_pages_in_the_order_of_their_names()
    {
        foreach (var n in Enumerable.Range(0, 5).Reverse())
            await Client.GroupAsync($"ordered {n}");

        var (names, next) = (new List<string>(), (string?)null);
        do
        {
            var page = await Client.SendAsync(HttpMethod.Get, $"/groups?limit=2{(next is null ? "" : $"&after={next}")}");
            names.AddRange(page["items"]!.AsArray().Select(g => (string)g!["name"]!));
            next = (string?)page["next"];
        }
        while (next is not null);

        names.Where(n => n.StartsWith("ordered", StringComparison.Ordinal)).ShouldBe(Enumerable.Range(0, 5).Select(n => $"ordered {n}"));
        names.ShouldBe(names.Distinct());
    }

    [Fact]
    public async Task A_removed_group_empties_itself_ends_its_policies_and_frees_its_name()
    {
        var id = await Client.GroupAsync("Short-lived");
        var key = await Client.KeyAsync(group: id);
        for (var n = 0; n < 3; n++)
            await Client.EnrolAsync($"short-{n}", key);
        var policy = (Guid)(await Client.SendAsync(HttpMethod.Post, "/policies", new { groupId = id, namePattern = "short-lived-*" }))["id"]!;

        (await Client.StatusAsync(HttpMethod.Delete, $"/groups/{id}")).ShouldBe(202);

        await Eventually.Holds(() => Client.StatusAsync(HttpMethod.Get, $"/groups/{id}"), status => status == 404, "the group is gone");
        (await Client.StatusAsync(HttpMethod.Get, $"/policies/{policy}")).ShouldBe(404);
        await Client.GroupAsync("short-LIVED");
        var late = await Client.EnrolAsync("late", key);
        (await Client.StatusAsync(HttpMethod.Put, $"/groups/{id}/members/{late.ComputerId}")).ShouldBe(404);
    }

    [Theory]
    [InlineData("/groups?limit=0")]
    [InlineData("/groups?limit=1001")]
    [InlineData("/groups?after=nonsense")]
    public async Task A_page_that_cannot_be_is_refused(string path) => (await Client.StatusAsync(HttpMethod.Get, path)).ShouldBe(400);

    [Fact]
    public async Task What_is_unknown_is_not_found()
    {
        var (unknown, group) = (Guid.NewGuid(), await Client.GroupAsync("Known"));
        (await Client.StatusAsync(HttpMethod.Get, $"/groups/{unknown}")).ShouldBe(404);
        (await Client.StatusAsync(HttpMethod.Delete, $"/groups/{unknown}")).ShouldBe(404);
        (await Client.StatusAsync(HttpMethod.Patch, $"/groups/{unknown}", new { name = "x" })).ShouldBe(404);
        (await Client.StatusAsync(HttpMethod.Get, $"/groups/{unknown}/members")).ShouldBe(404);
        (await Client.StatusAsync(HttpMethod.Put, $"/groups/{group}/members/{unknown}")).ShouldBe(404);
        (await Client.StatusAsync(HttpMethod.Delete, $"/groups/{group}/members/{unknown}")).ShouldBe(404);
        (await Client.StatusAsync(HttpMethod.Post, "/groups", new { name = "" })).ShouldBe(400);
    }
}
