using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.Packages.V1;
using Distribution.IdGroupPolicy.Inventory;
using Distribution.IdGroupPolicy.Security;
using Distribution.IdGroupPolicy.Tests.Inventory;
using Enforcement = Distribution.Contracts.IdGroupPolicy.V1.Enforcement;

namespace Distribution.IdGroupPolicy.Tests.Security;

public sealed class SecurityJudgeTests
{
    private static readonly Guid Package = Guid.Parse("019a0000-0000-7000-8000-0000000000a1");
    private static readonly SecurityRules Nothing = new([], [], [], true, true, true);

    private static readonly ComputerFacts Computer = new(
        Guid.Empty, "pc-01", "windows", "x64", null, SampleInventory.Facts, [new SoftwareItem("Guard", "4.2"), new("Game", "1.0"), new("Game", "3.0"), new("Notes", "")],
        ["KB100-v2"], new Dictionary<string, string>(), [], null, true);

    [Theory]
    [InlineData("Guard", null, true)]
    [InlineData("Guard", "4.2", true)]
    [InlineData("Guard", "4.10", false)]
    [InlineData("Guard", "4,02", true)]
    [InlineData("guard", null, false)]
    [InlineData("Notes", null, true)]
    [InlineData("Notes", "1", false)]
    [InlineData("Absent", null, false)]
    public void Mandatory_software_is_there_in_its_minimum_version_or_newer(string name, string? version, bool met) =>
        Violations(Nothing with { Mandatory = [new(name, version, Package)] }).ShouldBe(met ? [] : [new(Enforcement.MandatorySoftware, name)]);

    [Theory]
    [InlineData("Game", null, null, false)]
    [InlineData("Game", Comparison.Less, "2.0", false)]
    [InlineData("Game", Comparison.Less, "1.0", true)]
    [InlineData("Absent", null, null, true)]
    public void Prohibited_software_is_not_there(string name, Comparison? comparison, string? version, bool met) =>
        Violations(Nothing with { Prohibited = [new(name, null, comparison, version)] }).ShouldBe(met ? [] : [new(Enforcement.ProhibitedSoftware, name)]);

    [Theory]
    [InlineData("KB100", true)]
    [InlineData("KB100-v2", true)]
    [InlineData("KB100-v3", false)]
    [InlineData("KB101", false)]
    public void An_update_is_there_in_its_version_or_a_later_one(string number, bool met) =>
        Violations(Nothing with { Updates = [new(number, null)] }).ShouldBe(met ? [] : [new(Enforcement.MissingUpdates, number)]);

    [Fact]
    public void Of_a_computer_whose_inventory_is_unknown_nothing_is_said() =>
        SecurityJudge.Violations(Nothing with { Mandatory = [new("Absent", null, Package)] }, Computer with { Inventoried = null, Software = [] }).ShouldBeNull();

    [Fact]
    public void What_is_not_enforced_has_no_remedy_nor_has_what_no_registered_package_brings()
    {
        var rules = Nothing with { Mandatory = [new("Guard", "5", Package)], Prohibited = [new("Game", "remove-game")], Updates = [new("KB7", null)] };
        var known = new Dictionary<Guid, long> { [Package] = 3 };
        var (guard, game) = (new Violation(Enforcement.MandatorySoftware, "Guard"), new Violation(Enforcement.ProhibitedSoftware, "Game"));
        Remedy(guard)!.PackageId.ShouldBe(Package);
        Remedy(game)!.UninstallCommand.ShouldBe("remove-game");
        Remedy(new(Enforcement.MissingUpdates, "KB7")).ShouldBeNull();
        SecurityJudge.RemedyOf(rules, guard, new Dictionary<Guid, long>()).ShouldBeNull();
        SecurityJudge.RemedyOf(rules with { EnforcesMandatory = false }, guard, known).ShouldBeNull();
        SecurityJudge.RemedyOf(rules with { EnforcesProhibited = false }, game, known).ShouldBeNull();

        SecurityJudge.RemedyOf(rules, guard, new Dictionary<Guid, long> { [Package] = 4 })!.Mark.ShouldNotBe(Remedy(guard)!.Mark);
        SecurityJudge.RemedyOf(rules with { Mandatory = [new("Guard", "6", Package)] }, guard, known)!.Mark.ShouldNotBe(Remedy(guard)!.Mark);
        SecurityJudge.RemedyOf(rules with { Prohibited = [] }, guard, known)!.Mark.ShouldBe(Remedy(guard)!.Mark);

        Remedy? Remedy(Violation violation) => SecurityJudge.RemedyOf(rules, violation, known);
    }

    [Theory]
    [InlineData("mandatory", "")]
    [InlineData("mandatory", "twice twice")]
    [InlineData("updates", "KB")]
    [InlineData("updates", "KB1-v0")]
    [InlineData("prohibited", "Guard")]
    public void Rules_that_cannot_be_are_refused(string field, string names)
    {
        var all = names.Split(' ');
        var rules = field switch
        {
            "mandatory" => Nothing with { Mandatory = [.. all.Select(n => new MandatorySoftware(n, null, Package))] },
            "updates" => Nothing with { Updates = [.. all.Select(n => new RequiredUpdate(n, null))] },
            _ => Nothing with { Mandatory = [new("Guard", null, Package)], Prohibited = [.. all.Select(n => new ProhibitedSoftware(n, null))] },
        };
        rules.Faults().Select(fault => fault.Field).ShouldBe([field]);
    }

    private static IReadOnlyList<Violation> Violations(SecurityRules rules) => SecurityJudge.Violations(rules, Computer)!;
}

public sealed class SecurityPolicyTests() : SpecificationOf<SecurityPolicy>(SecurityPolicy.Evolve)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Id = Guid.Parse("019a0000-0000-7000-8000-0000000000a2");
    private static readonly Guid Group = Guid.Parse("019a0000-0000-7000-8000-0000000000a3");
    private static readonly SecurityRules Rules = new([], [new("Game", null)], [], false, true, true);
    private static readonly SecurityPolicySet Set = new(Id, "Basics", Rules, Noon);
    private static readonly SecurityPolicyAssigned Assigned = new(Id, Group, Noon);

    [Fact]
    public void Setting_sets_once() => Given().When(p => SecurityPolicy.Set(p, Id, "Basics", Rules, Noon)).Then(Set).AndAgainNothing();

    [Fact]
    public void What_is_not_enforced_any_more_is_said_part_by_part() =>
        Given(Set).When(p => SecurityPolicy.Set(p, Id, "Basics", Rules with { EnforcesUpdates = false }, Noon))
            .Then(new SecurityPolicyChanged(Id, "Basics", Rules with { EnforcesUpdates = false }, Noon), new EnforcementLifted(Id, Enforcement.MissingUpdates, Noon))
            .ThenState(p => (p!.Version, p.Revision).ShouldBe((3, 2))).AndAgainNothing();

    [Fact]
    public void Assigning_assigns_once_and_unassigning_ends_it() =>
        Given(Set, Assigned).When(p => SecurityPolicy.Unassign(p, Group, Noon)).Then(new SecurityPolicyUnassigned(Id, Group, Noon))
            .ThenState(p => SecurityPolicy.Assign(p, Group, Noon).ShouldBe([Assigned])).AndAgainNothing();

    [Fact]
    public void Removing_removes_once() => Given(Set).When(p => SecurityPolicy.Remove(p, Noon)).Then(new SecurityPolicyRemoved(Id, Noon)).AndAgainNothing();
}
