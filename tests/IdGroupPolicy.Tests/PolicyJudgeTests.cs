using Distribution.Contracts.Packages.V1;
using Distribution.IdGroupPolicy.Inventory;
using Distribution.IdGroupPolicy.Policies;

namespace Distribution.IdGroupPolicy.Tests;

public sealed class PolicyJudgeTests
{
    private static readonly PolicyCondition Anyone = new(null, null, null);

    private static readonly ComputerFacts Computer = new(
        Guid.Parse("019a0000-0000-7000-8000-00000000000f"), "pc-01", "linux", "x64", null,
        new(new("Lenovo", "T14", null, null, 8, 16L << 30), null, null, "x64", [new("/", 500L << 30, 1)],
            [new("eth0", null, ["10.1.2.3", "fe80::1"]), new("wlan0", null, ["2001:db8:7::9"])], null, null, "berlin.example", null),
        [new("App", "12.0.6.100"), new("App", "11.0"), new("JP1/Base", "1200")], ["KB2536276-v2"],
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Department"] = "Sales" }, [], null, true);

    [Theory]
    [InlineData(null, null, null, true)]
    [InlineData("pc-*", null, null, true)]
    [InlineData("PC-0?", null, null, true)]
    [InlineData("pc-0", null, null, false)]
    [InlineData("srv-*", null, null, false)]
    [InlineData(null, "linux", "x64", true)]
    [InlineData(null, "windows", null, false)]
    [InlineData(null, "linux", "arm64", false)]
    [InlineData("pc-*", "linux", "x64", true)]
    [InlineData("pc-*", "windows", "x64", false)]
    public void A_policy_catches_the_computers_that_meet_every_condition(string? name, string? os, string? architecture, bool caught) =>
        Catches(new(name, os, architecture)).ShouldBe(caught);

    [Theory]
    [InlineData("10.1.0.0/16", true)]
    [InlineData("10.2.0.0/16", false)]
    [InlineData("10.1.2.3", true)]
    [InlineData("2001:db8::/32", true)]
    [InlineData("2001:db9::/32", false)]
    [InlineData("fe80::1", true)]
    [InlineData("0.0.0.0/0", true)]
    [InlineData("172.16.0.0/12 10.0.0.0/8", true)]
    public void One_of_its_addresses_lies_in_one_of_the_ranges(string ranges, bool caught) => Catches(Anyone with { AddressRanges = ranges.Split(' ') }).ShouldBe(caught);

    [Theory]
    [InlineData("10.1.2.3/16")]
    [InlineData("10.1/16")]
    [InlineData("10.1.2.3/33")]
    [InlineData("fe80::1%eth0")]
    [InlineData("somewhere")]
    [InlineData("")]
    public void What_is_no_range_is_none(string text) => AddressRange.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("berlin.example", true)]
    [InlineData("*.EXAMPLE", true)]
    [InlineData("paris.example", false)]
    public void The_domain_matches(string domain, bool caught) => Catches(Anyone with { Domain = domain }).ShouldBe(caught);

    [Theory]
    [InlineData("department", "sales", true)]
    [InlineData("Department", "S*", true)]
    [InlineData("Department", "Support", false)]
    [InlineData("Floor", "*", true)]
    [InlineData("Floor", "2", false)]
    public void An_asset_field_has_the_value(string field, string pattern, bool caught) => Catches(Anyone with { Assets = [new(field, pattern)] }).ShouldBe(caught);

    [Theory]
    [InlineData(16, null, null, null, true)]
    [InlineData(17, null, null, null, false)]
    [InlineData(null, 16, null, null, false)]
    [InlineData(null, 17, null, null, true)]
    [InlineData(null, null, 8, null, true)]
    [InlineData(null, null, 9, null, false)]
    [InlineData(null, null, null, 500, true)]
    [InlineData(null, null, null, 501, false)]
    public void The_machine_is_as_wanted(int? memoryAtLeast, int? memoryBelow, int? cores, int? disk, bool caught) =>
        Catches(Anyone with { Hardware = new((long?)memoryAtLeast << 30, (long?)memoryBelow << 30, cores, (long?)disk << 30) }).ShouldBe(caught);

    [Theory]
    [InlineData("lenovo", "T*", true)]
    [InlineData("Dell*", null, false)]
    public void Its_maker_and_model_are_as_wanted(string maker, string? model, bool caught) =>
        Catches(Anyone with { Hardware = new(Manufacturer: maker, Model: model) }).ShouldBe(caught);

    [Theory]
    [InlineData("App", true, null, null, true)]
    [InlineData("app", true, null, null, false)]
    [InlineData("App", false, null, null, false)]
    [InlineData("Other", false, null, null, true)]
    [InlineData("App", true, Comparison.Less, "12.0", true)]
    [InlineData("App", true, Comparison.Less, "11.0", false)]
    [InlineData("App", true, Comparison.Equal, "12,00,06,0100", true)]
    [InlineData("JP1/Base", true, Comparison.Less, "120003", true)]
    [InlineData("KB2536276-v2", true, null, null, true)]
    [InlineData("KB2536276", true, null, null, false)]
    [InlineData("KB2536276", true, Comparison.Greater, "1", true)]
    [InlineData("KB1", false, null, null, true)]
    public void Software_is_judged_by_the_version_rules(string name, bool installed, Comparison? comparison, string? version, bool caught) =>
        Catches(Anyone with { Software = new(JudgedBy.All, [new(name, installed, comparison, version)]) }).ShouldBe(caught);

    [Theory]
    [InlineData(JudgedBy.Any, true)]
    [InlineData(JudgedBy.All, false)]
    public void Several_software_conditions_are_joined_as_they_say(JudgedBy joined, bool caught) =>
        Catches(Anyone with { Software = new(joined, [new("App", true, null, null), new("Other", true, null, null)]) }).ShouldBe(caught);

    [Fact]
    public void Of_a_computer_that_has_said_nothing_yet_nothing_is_known_to_be_missing()
    {
        var silent = Computer with { Inventoried = null, Software = [], Updates = [] };
        Catches(Anyone with { Software = new(JudgedBy.Any, [new("Other", false, null, null)]) }, silent).ShouldBeFalse();
        Catches(Anyone with { Hardware = new(CoresAtLeast: 0) }, silent).ShouldBeFalse();
        Catches(Anyone with { AddressRanges = ["0.0.0.0/0"] }, silent).ShouldBeFalse();
        Catches(Anyone, silent).ShouldBeTrue();
    }

    [Fact]
    public void Relays_are_left_out_unless_the_policy_includes_them()
    {
        Catches(Anyone, Computer with { IsRelay = true }).ShouldBeFalse();
        Catches(Anyone with { IncludesRelays = true }, Computer with { IsRelay = true }).ShouldBeTrue();
    }

    [Fact]
    public void A_group_that_several_policies_lead_to_is_given_once_and_removed_policies_lead_nowhere()
    {
        var (group, noon) = (Guid.NewGuid(), DateTimeOffset.UnixEpoch);
        new PolicyJudge([new(Guid.NewGuid(), group, Anyone, noon, null), new(Guid.NewGuid(), group, Anyone with { OperatingSystem = "linux" }, noon, null),
            new(Guid.NewGuid(), Guid.NewGuid(), Anyone, noon, noon)]).GroupsOf(Computer).ShouldBe([group]);
    }

    private static bool Catches(PolicyCondition condition, ComputerFacts? computer = null) =>
        new PolicyJudge([new(Guid.NewGuid(), Guid.NewGuid(), condition, DateTimeOffset.UnixEpoch, null)]).GroupsOf(computer ?? Computer).Count == 1;
}

/// <summary>A document is looked through as a whole before anything of it is applied.</summary>
public sealed class PolicyDocumentTests
{
    private static readonly Dictionary<string, Guid> Groups = new() { ["SALES"] = Guid.NewGuid() };

    [Fact]
    public void A_good_document_has_no_fault() => Fields(new(1, [Written("x"), Written("y")])).ShouldBeEmpty();

    [Fact]
    public void Every_fault_is_named_with_its_place() => Fields(new(1,
    [
        Written("x"), new(null, "Nowhere", new(null, null, null)), Written("X"), new(Guid.Empty, "sales", new(null, "beos", null)), null!,
    ])).ShouldBe(["policies[1].group", "policies[2]", "policies[3].condition.OperatingSystem", "policies[3].id", "policies[4]"]);

    [Fact]
    public void One_id_for_two_policies_is_a_fault()
    {
        var id = Guid.NewGuid();
        Fields(new(1, [Written("x") with { Id = id }, Written("y") with { Id = id }])).ShouldBe(["policies[1].id"]);
    }

    [Fact]
    public void More_than_a_thousand_are_too_many() => Fields(new(1, [.. Enumerable.Range(0, 1_001).Select(n => Written($"pc-{n}"))])).ShouldBe(["policies"]);

    [Fact]
    public void Another_format_is_not_read() => Fields(new(2, [])).ShouldBe(["format"]);

    private static WrittenPolicy Written(string pattern) => new(null, "Sales", new(pattern, null, null));

    private static IEnumerable<string> Fields(PolicyDocument document) => PolicyDocuments.FaultsOf(document, Groups).Select(fault => fault.Field);
}
