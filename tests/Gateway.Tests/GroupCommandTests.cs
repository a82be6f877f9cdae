using System.Text.Json;

namespace Distribution.Gateway.Tests;

/// <summary>What an operator says to the terminal about ID groups, policies, security policies and searches, on the real service.</summary>
public sealed class GroupCommandTests(ManagedPlatform platform) : IClassFixture<ManagedPlatform>, IDisposable
{
    private readonly TemporaryFolder _files = new("commands");

    // Every test has names of its own.
    private readonly string _tag = Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public async Task Groups_are_filled_looked_at_put_into_each_other_and_removed_by_their_names()
    {
        var (inner, outer, computer) = ($"Accounting {_tag}", $"Office {_tag}", $"pc-{_tag}");
        await platform.Computer(computer);
        await Says($"Created the ID group {inner}", "group", "create", inner, "--description", "Those who count");
        await Says($"Created the ID group {outer}", "group", "create", outer);
        await Says($"Added 1 computer to {inner}.", "group", "add", inner, computer);
        await Says($"Put {inner} into {outer}.", "group", "nest", inner, outer);
        await Eventually.Holds(
            async () => (await platform.Run("group", "members", outer)).Output, table => table.Contains(computer) && table.Contains("NestedGroup"), "the outer group has the member too");
        await Says($"Took {inner} out of {outer}.", "group", "unnest", inner, outer);
        await Says($"{inner} is open for self-registration with the password.", "group", "open", inner, "--password", "open sesame");
        (await Json("group", "list")).EnumerateArray().Single(g => g.GetProperty("name").GetString() == inner).GetProperty("selfRegistration").GetString().ShouldBe("WithPassword");
        await Says($"{inner} is closed.", "group", "close", inner);
        await Says($"Described {inner}.", "group", "describe", inner, "Counting");
        await Says($"Renamed {inner} to Finance {_tag}.", "group", "rename", inner, $"Finance {_tag}");
        (await Json("group", "members", $"Finance {_tag}"))[0].GetProperty("name").GetString().ShouldBe(computer);
        await Says($"Took 1 computer out of Finance {_tag}.", "group", "take", $"Finance {_tag}", computer);
        await Says($"Finance {_tag} is being removed.", "group", "remove", $"Finance {_tag}");

        await Refuses("There is no ID group named 'Nobody'.", "the list command of groups shows them", "group", "add", "Nobody", computer);
        await Refuses($"There is no computer named 'pc-nobody'.", "Names are exact", "group", "add", outer, "pc-nobody");
        await Refuses("cannot contain itself", null, "group", "nest", outer, outer);
        await Refuses("password", null, "group", "open", outer, "--password", "short");
    }

    [Fact]
    public async Task A_list_of_members_is_imported_with_a_word_on_each_line_that_was_not_found()
    {
        var (group, computer) = ($"Imported {_tag}", $"pc-{_tag}");
        await platform.Computer(computer);
        await Says("Created", "group", "create", group);
        var list = File("members.csv", $"{computer}\npc-nobody\n");

        var imported = await platform.Run("group", "import", group, list);
        imported.ExitCode.ShouldBe(1, "a script must notice");
        imported.Output.ShouldContain("1 joined; 0 were members, 1 not found");
        imported.Error.ShouldContain("line 2: pc-nobody");
        var again = await platform.Run("group", "import", group, list, "--json");
        JsonDocument.Parse(again.Output).RootElement.GetProperty("alreadyMembers").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_policy_is_set_previewed_applied_and_carried_elsewhere_as_a_document()
    {
        var (group, before, computer) = ($"Caught {_tag}", $"Before {_tag}", $"pc-{_tag}");
        foreach (var name in new[] { group, before })
            await Says("Created", "group", "create", name);
        await Json("policy", "set", before, "--name", computer);
        await platform.Computer(computer);
        // A newcomer is judged once, a moment after it enrolled: the policy of which the rest tells comes later.
        await Eventually.Holds(() => Json("group", "members", before), members => members.GetArrayLength() == 1, "the newcomer is judged");
        var policy = (await Json("policy", "set", group, "--name", $"pc-{_tag}*", "--asset", "department=")).GetProperty("id").GetString()!;
        var listed = (await platform.Run("policy", "list")).Output.Split('\n').Single(line => line.Contains(policy, StringComparison.Ordinal));
        listed.ShouldContain(group, Case.Sensitive, "a group's name says more than its id");
        listed.ShouldContain($"namePattern=pc-{_tag}*");

        var preview = await platform.Run("policy", "preview", policy);
        preview.ShouldSucceed();
        preview.Output.ShouldContain("the policy catches 1; 1 would join.");
        preview.Output.ShouldContain(computer);
        (await Json("policy", "preview", policy))[0].GetProperty("name").GetString().ShouldBe(computer);
        var applied = await platform.Run("policy", "apply", policy);
        applied.ShouldSucceed();
        applied.LastLine.ShouldMatch(@"^Of \d+ computers? 1 joined\.$");
        (await Json("group", "members", group))[0].GetProperty("by").GetString().ShouldBe("Policy");

        var document = Path.Combine(_files.Path, "policies.json");
        (await platform.Run("policy", "export", document)).ShouldSucceed();
        (await platform.Run("policy", "import", document)).Output.ShouldContain("0 set, 0 changed,");
        await Says($"Removed {policy}.", "policy", "remove", policy);
        (await platform.Run("group", "members", group)).Output.ShouldContain(computer, Case.Sensitive, "the members that it brought stay");

        await Refuses("must be windows, linux or macos, not 'amiga'", null, "policy", "set", group, "--os", "amiga");
        await Refuses("'department' is no field with a value.", "Write it as department=Sales.", "policy", "set", group, "--asset", "department");
        await Refuses("There is no policy", null, "policy", "preview", policy);
        await Refuses("must be 1, not 7", null, "policy", "import", File("wrong.json", """{"format":7,"policies":[]}"""));
    }

    [Fact]
    public async Task A_security_policy_says_by_name_which_computers_violate_it()
    {
        var (group, computer, name) = ($"Guarded {_tag}", $"pc-{_tag}", $"No games {_tag}");
        await platform.Computer(computer, "Game", "Editor");
        await Says("Created", "group", "create", group);
        await Says($"Added 1 computer to {group}.", "group", "add", group, computer);
        var file = File("policy.json", $$"""{"name":"{{name}}","prohibited":[{"name":"Game"}],"enforcesProhibited":false}""");
        await Says($"Set the security policy {name}", "security", "set", file);
        await Says($"{name} holds for {group}.", "security", "assign", name, group);
        (await platform.Run("security", "list")).Output.Split('\n').Single(line => line.Contains(name, StringComparison.Ordinal)).ShouldContain(group);

        var table = await Eventually.Holds(
            async () => (await platform.Run("security", "compliance", name, "--state", "Violating")).Output, output => output.Contains("Violating"), "the computer is judged");
        table.ShouldContain(computer, Case.Sensitive, "an id says nothing to a person");
        table.ShouldContain("ProhibitedSoftware Game");
        var judged = (await Json("security", "compliance", name))[0];
        (judged.GetProperty("computerName").GetString(), judged.GetProperty("policyName").GetString()).ShouldBe((computer, name));

        await Refuses("must be one of Compliant, Violating, Suppressed, not 'bad'", null, "security", "compliance", name, "--state", "bad");
        await Refuses("There is no security policy named 'Nothing'.", "Names are exact", "security", "compliance", "Nothing");
        await Refuses("prohibited", null, "security", "set", File("twice.json", """{"name":"x","prohibited":[{"name":"Game"},{"name":"Game"}]}"""));
        await Says($"{name} holds no more for {group}.", "security", "unassign", name, group);
        await Says($"Removed {name}.", "security", "remove", name);
    }

    [Fact]
    public async Task A_search_is_kept_changed_becomes_a_group_and_a_wrong_one_is_told_with_its_place()
    {
        var (name, computer) = ($"Debian {_tag}", $"pc-{_tag}");
        await platform.Computer(computer, "htop");
        await Says($"Saved {name} as", "search", "save", name, "os = windows");
        await Says($"Saved {name} as", "search", "save", name, $"name = {computer} and software = htop");
        (await Json("search", "list")).EnumerateArray().Single(s => s.GetProperty("name").GetString() == name)
            .GetProperty("search").GetString().ShouldBe($"name = {computer} and software = htop");
        (await platform.Run("search", "group", name)).ShouldSucceed();
        await Eventually.Holds(async () => (await platform.Run("group", "members", name)).Output, table => table.Contains(computer), "the group follows the search");
        (await platform.Run("computer", "list", "--search", $"name = {computer}")).Output.ShouldContain(computer);

        await Refuses("search: Character 5: expected", null, "search", "save", "Wrong", "os =");
        await Refuses("search: Character 5: expected", null, "computer", "list", "--search", "os =");
        await Refuses("There is no saved search named 'Nothing'.", "Names are exact", "search", "group", "Nothing");
        await Says($"Removed {name}.", "search", "remove", name);
    }

    [Fact]
    public async Task Who_changed_what_is_listed_and_the_record_is_looked_through()
    {
        var group = $"Audited {_tag}";
        await Says("Created", "group", "create", group);
        await Says("Renamed", "group", "rename", group, $"{group} anew");
        await Says("is open", "group", "open", $"{group} anew", "--password", "open sesame");
        var id = (await Json("group", "list")).EnumerateArray().Single(g => g.GetProperty("name").GetString() == $"{group} anew").GetProperty("id").GetString()!;

        var lines = await Eventually.Holds(() => Json("audit", "list", "--subject", id), found => found.GetArrayLength() == 3, "three changes of the group are listed");
        lines.EnumerateArray().Select(line => line.GetProperty("action").GetString()).ShouldBe(["PUT /groups/{id:guid}/self-registration", "PATCH /groups/{id:guid}", "POST /groups"]);
        lines.GetRawText().ShouldNotContain("sesame");
        lines[0].GetProperty("changes")[0].GetProperty("events")[0].GetProperty("data").GetProperty("passwordHash").GetString().ShouldBe("***");
        lines[1].GetProperty("changes")[0].GetProperty("before").GetProperty("name").GetString().ShouldBe(group);
        (await platform.Run("audit", "list", "--noun", "group", "--most", "2")).Output.ShouldContain("group");

        await Eventually.Holds(async () => (await platform.Run("audit", "verify", "--service", "id-group-policy")).Output, said => said.Contains("id-group-policy: intact"), "the record is whole");
    }

    public void Dispose() => _files.Dispose();

    private Task<JsonElement> Json(params string[] arguments) => platform.Json(arguments);

    private string File(string name, string text)
    {
        var path = Path.Combine(_files.Path, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private async Task Says(string expected, params string[] arguments)
    {
        var ran = await platform.Run(arguments);
        ran.ShouldSucceed();
        ran.Output.ShouldContain(expected);
    }

    private async Task Refuses(string expected, string? hint, params string[] arguments)
    {
        var ran = await platform.Run(arguments);
        ran.ExitCode.ShouldBe(1, ran.Output + ran.Error);
        ran.Error.ShouldContain(expected);
        ran.Error.ShouldContain(hint ?? "");
        ran.Output.ShouldBeEmpty("a script reads this");
    }
}
