namespace Distribution.IdGroupPolicy.Tests;

public sealed class PolicyEndpointTests(RunningService running)
{
    private static readonly string[] Turned = ["2001:DB8::/32", "10.0.0.0/8"];
    private static readonly string[] NoRange = ["10.0.0.1/8"];

    private HttpClient Client => running.Client;

    [Fact]
    public async Task A_newcomer_that_a_policy_catches_joins_its_group()
    {
        var group = await Client.GroupAsync("Policy: newcomers");
        await Client.SendAsync(HttpMethod.Post, "/policies", new { groupId = group, namePattern = "NEWCOMER-*", operatingSystem = "linux" });

        var caught = await Client.EnrolAsync("newcomer-1");
        await Client.EnrolAsync("newcomer-2", os: "windows");
        await Client.EnrolAsync("old-1");

        await Eventually.Holds(() => Client.MembersAsync(group), members => members.Contains(caught.ComputerId), "the newcomer joined");
        (await Client.MembersAsync(group)).ShouldBe([caught.ComputerId]);
    }

    [Fact]
    public async Task A_computer_that_changed_so_that_a_policy_catches_it_joins_too()
    {
        var group = await Client.GroupAsync("Policy: changed");
        await Client.SendAsync(HttpMethod.Post, "/policies", new { groupId = group, namePattern = "now-it-is-*" });
        var computer = await Client.EnrolAsync("was-not-yet");

        using var again = await Client.TryEnrolAsync(new
        {
            computerId = computer.ComputerId, secret = computer.Secret, name = "now-it-is-1", operatingSystem = "linux", architecture = "x64",
        });

        again.EnsureSuccessStatusCode();
        await Eventually.Holds(() => Client.MembersAsync(group), members => members.Contains(computer.ComputerId), "the computer joined");
    }

    [Fact]
    public async Task A_policy_that_is_removed_keeps_its_members_and_takes_no_more()
    {
        var group = await Client.GroupAsync("Policy: removed");
        var policy = await Client.SendAsync(HttpMethod.Post, "/policies", new { groupId = group, namePattern = "kept-*" });
        var first = await Client.EnrolAsync("kept-1");
        await Eventually.Holds(() => Client.MembersAsync(group), members => members.Count == 1, "the first joined");

        (await Client.StatusAsync(HttpMethod.Delete, $"/policies/{policy["id"]}")).ShouldBe(204);
        await Client.EnrolAsync("kept-2");

        // A later newcomer whom another policy catches shows that this one has had its turn.
        var witness = await Client.GroupAsync("Policy: witness");
        await Client.SendAsync(HttpMethod.Post, "/policies", new { groupId = witness, namePattern = "kept-3" });
        await Client.EnrolAsync("kept-3");
        await Eventually.Holds(() => Client.MembersAsync(witness), members => members.Count == 1, "the witness joined");
        (await Client.MembersAsync(group)).ShouldBe([first.ComputerId]);
    }

    [Fact]
    public async Task The_same_policy_is_not_set_twice_and_the_answer_names_the_other()
    {
        var group = await Client.GroupAsync("Policy: twice");
        var body = new { id = Guid.CreateVersion7(), groupId = group, namePattern = "twice-*", addressRanges = new[] { "10.0.0.0/8", "2001:db8::/32" } };
        (await Client.StatusAsync(HttpMethod.Post, "/policies", body)).ShouldBe(201);
        (await Client.StatusAsync(HttpMethod.Post, "/policies", body)).ShouldBe(200);
        using var other = await Client.TryAsync(HttpMethod.Post, "/policies", new { groupId = group, namePattern = "TWICE-*", addressRanges = Turned });
        ((int)other.StatusCode).ShouldBe(409);
        (await other.Content.ReadAsStringAsync()).ShouldContain(body.id.ToString());

        (await Client.StatusAsync(HttpMethod.Put, $"/policies/{body.id}", new { groupId = group, namePattern = "thrice-*" })).ShouldBe(200);
        (await Client.StatusAsync(HttpMethod.Post, "/policies", new { groupId = group, namePattern = "twice-*", body.addressRanges })).ShouldBe(201);
        (await Client.StatusAsync(HttpMethod.Post, "/policies", new { groupId = group, namePattern = "thrice-*" })).ShouldBe(409);
        (await Client.SendAsync(HttpMethod.Get, $"/policies?groupId={group}"))["items"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_policy_reaches_computers_that_were_there_before_only_when_it_is_applied_and_the_preview_says_whom()
    {
        var group = await Client.GroupAsync("Policy: applied");
        var computers = new List<Guid>();
        // Newcomers are judged a moment after they enrolled, by the policies of that moment: another policy shows that all have had their turn.
        var witness = await Client.GroupAsync("Policy: applied, witness");
        await Client.SendAsync(HttpMethod.Post, "/policies", new { groupId = witness, namePattern = "applied-*" });
        for (var n = 0; n < 5; n++)
            computers.Add((await Client.EnrolAsync($"applied-{n}")).ComputerId);
        await Eventually.Holds(() => Client.MembersAsync(witness), members => members.Count == 5, "all were judged");
        (await Client.StatusAsync(HttpMethod.Put, $"/groups/{group}/members/{computers[0]}")).ShouldBe(204);
        (await Client.StatusAsync(HttpMethod.Put, $"/computers/{computers[4]}/relay")).ShouldBe(204);
        var policy = (Guid)(await Client.SendAsync(HttpMethod.Post, "/policies", new { groupId = group, namePattern = "applied-*" }))["id"]!;

        var preview = await Client.SendAsync(HttpMethod.Get, $"/policies/{policy}/preview?limit=2");
        ((long)preview["caught"]!, (long)preview["wouldJoin"]!).ShouldBe((4, 3));
        var rest = await Client.SendAsync(HttpMethod.Get, $"/policies/{policy}/preview?limit=2&after={preview["next"]}");
        preview["items"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(c => (Guid)c!["id"]!).ShouldBe(computers[1..4].Order());
        rest["next"].ShouldBeNull();
        ((long)(await Client.SendAsync(HttpMethod.Post, "/policies/preview", new { groupId = group, namePattern = "applied-1" }))["wouldJoin"]!).ShouldBe(1);
        (await Client.MembersAsync(group)).ShouldBe([computers[0]]);

        (await Client.StatusAsync(HttpMethod.Post, $"/policies/{policy}/applications", new { })).ShouldBe(202);
        var applied = await Eventually.Holds(
            async () => (await Client.SendAsync(HttpMethod.Get, $"/policies/{policy}"))["application"]!, a => a["finishedAt"] is not null, "the policy is applied",
            TimeSpan.FromMinutes(1));
        ((long)applied["joined"]!).ShouldBe(3);
        (await Client.MembersAsync(group)).ShouldBe(computers[..4].Order());
    }

    [Fact]
    public async Task What_is_exported_is_imported_and_a_document_with_one_fault_changes_nothing()
    {
        var group = await Client.GroupAsync("Policy: document");
        await Client.SendAsync(HttpMethod.Post, "/policies", new { groupId = group, namePattern = "document-*", hardware = new { coresAtLeast = 4 } });
        var mine = (await Client.SendAsync(HttpMethod.Get, "/policies/export"))["policies"]!.AsArray().Where(p => (string)p!["group"]! == "Policy: document").ToList();
        mine.Count.ShouldBe(1);
        mine[0]!["condition"]!["namePattern"] = "changed-*";

        var good = new { group = "POLICY: document", condition = new { domain = "*.example" } };
        using var refused = await Client.TryAsync(HttpMethod.Post, "/policies/import", new { format = 1, policies = new object[] { good, mine[0]!, new { group = "Policy: nowhere", condition = new { } } } });
        ((int)refused.StatusCode).ShouldBe(400);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("policies[2].group");
        (await Client.SendAsync(HttpMethod.Get, $"/policies?groupId={group}"))["items"]!.AsArray().Single()!["namePattern"]!.ToString().ShouldBe("document-*");

        var document = new { format = 1, policies = new object[] { good, mine[0]! } };
        (await Client.SendAsync(HttpMethod.Post, "/policies/import", document)).ToJsonString().ShouldBe("""{"set":1,"changed":1,"unchanged":0}""");
        (await Client.SendAsync(HttpMethod.Post, "/policies/import", document)).ToJsonString().ShouldBe("""{"set":0,"changed":0,"unchanged":2}""");
    }

    [Fact]
    public async Task A_policy_for_an_unknown_group_or_system_is_refused()
    {
        (await Client.StatusAsync(HttpMethod.Post, "/policies", new { groupId = Guid.NewGuid() })).ShouldBe(404);
        var group = await Client.GroupAsync("Policy: strange");
        (await Client.StatusAsync(HttpMethod.Post, "/policies", new { groupId = group, operatingSystem = "beos" })).ShouldBe(400);
        (await Client.StatusAsync(HttpMethod.Post, "/policies", new { groupId = group, addressRanges = NoRange })).ShouldBe(400);
        (await Client.StatusAsync(HttpMethod.Delete, $"/policies/{Guid.NewGuid()}")).ShouldBe(404);
    }
}
