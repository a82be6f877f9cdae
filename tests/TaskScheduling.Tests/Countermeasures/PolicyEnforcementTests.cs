using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Countermeasures;
using Distribution.TaskScheduling.Tasks;

namespace Distribution.TaskScheduling.Tests.Countermeasures;

public sealed class PolicyEnforcementTests() : SpecificationOf<PolicyEnforcement>(PolicyEnforcement.Evolve)
{
    private static readonly Guid Policy = new("0198d000-0000-7000-8000-000000000050");
    private static readonly Guid Group = new("0198d000-0000-7000-8000-000000000051");
    private static readonly Guid Package = new("0198d000-0000-7000-8000-000000000052");
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, false, "MandatorySoftware", 3L, true)]
    [InlineData(null, false, "MandatorySoftware", 4L, false)]
    [InlineData(null, false, null, null, true)]
    [InlineData(Enforcement.MandatorySoftware, false, "MandatorySoftware", 3L, true)]
    [InlineData(Enforcement.MandatorySoftware, false, "ProhibitedSoftware", 3L, false)]
    [InlineData(null, true, "MandatorySoftware", 3L, true)]
    public void What_was_unset_ends_what_it_covers_and_was_wanted_before(Enforcement? part, bool oneGroup, string? serves, long? asOf, bool ends)
    {
        var unset = Given(new PolicyEnforcementUnset(Policy, 4, part, oneGroup ? Group : null));
        unset.ThenState(state => state!.Ends(new Countermeasure(Policy, serves, Group, asOf)).ShouldBe(ends));
        unset.ThenState(state => state!.Ends(new Countermeasure(Policy, serves, null, asOf)).ShouldBe(ends && !oneGroup));
    }

    [Fact]
    public void Unsetting_is_noted_once_and_an_older_word_changes_nothing()
    {
        Given().When(p => PolicyEnforcement.Unset(p, Policy, 4, null, null)).Then(new PolicyEnforcementUnset(Policy, 4, null, null)).AndAgainNothing();
        Given(new PolicyEnforcementUnset(Policy, 4, null, null)).When(p => PolicyEnforcement.Unset(p, Policy, 3, null, null)).ThenNothing();
        Given(new PolicyEnforcementUnset(Policy, 4, null, null)).When(p => PolicyEnforcement.Unset(p, Policy, 5, null, null))
            .Then(new PolicyEnforcementUnset(Policy, 5, null, null));
        Given(new PolicyEnforcementUnset(Policy, 4, null, null), new PolicyEnforcementUnset(Policy, 6, Enforcement.MissingUpdates, Group))
            .ThenState(p => p!.Parts.Select(part => part.AsOf).ShouldBe([4, 6]));
    }

    [Fact]
    public void A_countermeasure_installs_its_package_or_removes_what_it_names()
    {
        MakeCountermeasures.TaskOf(Wanted(Package, null), Noon).ShouldSatisfyAllConditions(
            t => t.Class.ShouldBe(TaskClass.AutomaticCountermeasure),
            t => t.Kind.ShouldBe(TaskKind.Distribution),
            t => t.For.ShouldBe(new Countermeasure(Policy, "MandatorySoftware", Group, 3)),
            t => t.Actions.ShouldHaveSingleItem().ShouldBe(new TaskAction(ActionKind.Install, Package, null, null, null, null)));
        MakeCountermeasures.TaskOf(Wanted(null, "Torrent"), Noon).ShouldSatisfyAllConditions(
            t => t.Kind.ShouldBe(TaskKind.Uninstallation),
            t => t.Actions.ShouldHaveSingleItem().ShouldBe(new TaskAction(ActionKind.Uninstall, null, "Torrent", null, null, null)));
        Should.Throw<ArgumentException>(() => MakeCountermeasures.TaskOf(Wanted(null, null), Noon));
    }

    private static CountermeasureWanted Wanted(Guid? package, string? software) => new(
        Guid.Empty, Policy, 3, Enforcement.MandatorySoftware, "Missing", [Group], package, software, null, Group, Noon);
}
