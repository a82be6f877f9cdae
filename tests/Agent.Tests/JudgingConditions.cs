using System.Collections.Immutable;
using Distribution.Agent.Conditions;
using Distribution.Agent.Journals;
using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Tests;

public class JudgingConditions
{
    private static readonly ComputerFacts small = new(500, 4096, "10.0.19045");
    private static readonly Guid office = Guid.NewGuid();

    [Fact]
    public void A_computer_without_room_memory_or_system_is_told_what_it_lacks() =>
        JudgeConditions.Unmet(new SystemConditions(501, "C:", 4096, Comparison.Greater, "10.0.22000", Comparison.GreaterOrEqual), small).ShouldBe(
        [
            "501 MB must be free on C:, and 500 MB are.", "The memory must be > 4,096 MB, and is 4,096 MB.",
            "The operating system's version must be >= 10.0.22000, and is 10.0.19045.",
        ]);

    [Fact]
    public void A_computer_that_has_just_enough_is_enough() =>
        JudgeConditions.Unmet(new SystemConditions(500, null, 4096, null, "10.0", Comparison.Greater), small).ShouldBeEmpty();

    [Fact]
    public void A_drive_that_is_not_there_has_no_room() =>
        JudgeConditions.Unmet(new SystemConditions(0, "X:", null, null, null, null), small with { FreeDiskMegabytes = null })
            .ShouldBe(["0 MB must be free on X:, and there is no such drive."]);

    [Theory]
    [InlineData(true, Comparison.Less, "2.1", true), InlineData(true, Comparison.Less, "2.0", false), InlineData(true, null, null, true), InlineData(false, null, null, false)]
    public void A_package_that_this_platform_installed_is_there_with_its_version(bool installed, Comparison? comparison, string? version, bool met) =>
        JudgeConditions.Unmet(Package(installed, comparison, version), With("2.0")).Any().ShouldBe(!met);

    [Fact]
    public void A_package_that_was_never_installed_is_not_there()
    {
        JudgeConditions.Unmet(Package(true, null, null), ImmutableDictionary<Guid, InstalledPackage>.Empty)
            .ShouldBe([$"Package {office:D} must be installed; found: not installed."]);
        JudgeConditions.Unmet(Package(false, null, null), ImmutableDictionary<Guid, InstalledPackage>.Empty).ShouldBeEmpty();
    }

    [Fact]
    public void The_journal_knows_which_packages_were_installed_and_removed_again()
    {
        var install = Facts.Task() with { Actions = [Do.Install(1, Facts.Content()) with { PackageId = office, SoftwareVersion = "2.0" }] };
        var remove = Facts.Task() with { Actions = [Do.Uninstall(1, "office") with { PackageId = office }] };
        var there = Facts.State(install.Received(), install.Begun(1), install.Ended(1));
        there.Packages[office].Version.ShouldBe("2.0");
        JournalState.Evolve(JournalState.Empty, there.Snapshot(Facts.Noon)).Packages.ShouldContainKey(office);
        Facts.State(install.Received(), install.Begun(1), install.Ended(1), remove.Received(), remove.Begun(1), remove.Ended(1)).Packages.ShouldBeEmpty();
        Facts.State(install.Received(), install.Begun(1), install.Ended(1, ActionOutcome.Failed)).Packages.ShouldBeEmpty();
    }

    private static PackageConditions Package(bool installed, Comparison? comparison, string? version) =>
        new(JudgedBy.All, [new(office, installed, comparison, version)]);

    private static ImmutableDictionary<Guid, InstalledPackage> With(string version) =>
        ImmutableDictionary<Guid, InstalledPackage>.Empty.Add(office, new(office, version, Facts.Noon));
}
