using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.Rules;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Destinations;
using Distribution.TaskScheduling.Tasks;

namespace Distribution.TaskScheduling.Tests.Tasks;

public sealed class PreviewTests
{
    private static readonly KnownComputer Linux = new(Guid.Empty, Guid.Empty, 1, false, "pc", "linux", "x64");
    private static readonly PackageAttributes Editor = new(
        "Editor", "2", PackageKind.Software, "e.deb", "aa", 1_000, null, null, null, null, 60, ["linux"], null,
        new ActionSettings(SoftwareConditions: new SoftwareConditions(JudgedBy.All, [new SoftwareCondition("Editor", true, Comparison.Less, "2")])));

    [Theory]
    [InlineData("1.9", 0)]
    [InlineData("2.0", 1)]
    public void A_computer_is_judged_by_the_agents_own_rule(string installed, int reasons)
    {
        var judged = PreviewTask.Judge([new PreviewedPackage(Editor, true)], Linux, [new InstalledSoftware("Editor", installed)]);
        (judged.Reasons.Count, judged.Unjudged).ShouldBe((reasons, false));
    }

    [Fact]
    public void Without_an_inventory_nothing_is_claimed() =>
        PreviewTask.Judge([new PreviewedPackage(Editor, true)], Linux, null).ShouldSatisfyAllConditions(j => j.Unjudged.ShouldBeTrue(), j => j.Reasons.ShouldBeEmpty());

    [Fact]
    public void Another_operating_system_is_named() =>
        PreviewTask.Judge([new PreviewedPackage(Editor, true)], Linux with { OperatingSystem = "windows" }, []).Reasons.ShouldContain("Editor is for linux.");
}
