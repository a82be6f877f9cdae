namespace Distribution.IdGroupPolicy.Tests;

public sealed class PolicyEndpointTests(RunningService running)
{
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
    public async Task Setting_the_same_policy_again_is_harmless()
    {
        var group = await Client.GroupAsync("Policy: twice");
        var one = await Client.SendAsync(HttpMethod.Post, "/policies", new { groupId = group, namePattern = "twice-*" });
        var two = await Client.SendAsync(HttpMethod.Post, "/policies", new { groupId = group, namePattern = "TWICE-*" });
        two["id"]!.ToString().ShouldBe(one["id"]!.ToString());
        (await Client.SendAsync(HttpMethod.Get, "/policies?limit=1000"))["items"]!.AsArray()
            .Count(p => (Guid)p!["groupId"]! == group).ShouldBe(1);
    }

    [Fact]
    public async Task A_policy_for_an_unknown_group_or_system_is_refused()
    {
        (await Client.StatusAsync(HttpMethod.Post, "/policies", new { groupId = Guid.NewGuid() })).ShouldBe(404);
        var group = await Client.GroupAsync("Policy: strange");
        (await Client.StatusAsync(HttpMethod.Post, "/policies", new { groupId = group, operatingSystem = "beos" })).ShouldBe(400);
        (await Client.StatusAsync(HttpMethod.Delete, $"/policies/{Guid.NewGuid()}")).ShouldBe(404);
    }
}
