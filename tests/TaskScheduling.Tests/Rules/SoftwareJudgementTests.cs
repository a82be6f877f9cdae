using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.Rules;

namespace Distribution.TaskScheduling.Tests.Rules;

public sealed class SoftwareJudgementTests
{
    private static readonly InstalledSoftware[] Inventory =
    [
        new("App", "12.0"), new("Twice", "1.0"), new("Twice", "3.0"), new("Unversioned", null), new("JP1/Base", "1100"),
        new("KB2536276-v2", null), new("KB1", ""), new("日本語", "1"),
    ];

    [Theory]
    [InlineData("App", true, null, null, true)]
    [InlineData("App", false, null, null, false)]
    [InlineData("app", true, null, null, false)]                                // exactly the name
    [InlineData("App ", false, null, null, true)]
    [InlineData("App", true, Comparison.Equal, "12.0.0.0", true)]
    [InlineData("App", true, Comparison.NotEqual, "12.0.0.0", false)]
    [InlineData("App", true, Comparison.Less, "12.0.1", true)]
    [InlineData("App", true, Comparison.GreaterOrEqual, "12", true)]
    [InlineData("Missing", true, Comparison.Less, "1", false)]
    [InlineData("Missing", false, null, null, true)]
    [InlineData("Twice", true, Comparison.Less, "2", true)]                     // any of several entries
    [InlineData("Twice", true, Comparison.Greater, "2", true)]
    [InlineData("Twice", true, Comparison.Equal, "2", false)]
    [InlineData("Unversioned", true, Comparison.NotEqual, "1", false)]          // no version satisfies nothing
    [InlineData("Unversioned", true, null, null, true)]
    [InlineData("JP1/Base", true, Comparison.Less, "1100/A", true)]             // as Hitachi compares
    [InlineData("日本語", true, Comparison.Equal, "01", true)]
    [InlineData("KB2536276-v2", true, null, null, true)]
    [InlineData("KB2536276", true, null, null, false)]                          // without -v it asks for the first version
    [InlineData("KB2536276", false, null, null, true)]
    [InlineData("KB2536276", true, Comparison.GreaterOrEqual, "v2", true)]
    [InlineData("KB2536276", true, Comparison.Less, "10", true)]                // versions of documents are whole numbers
    [InlineData("KB1-v1", true, null, null, true)]
    [InlineData("KB01", true, null, null, false)]
    public void One_condition_is_judged_on_the_inventory(string name, bool installed, Comparison? comparison, string? version, bool expected) =>
        Judge(JudgedBy.All, new SoftwareCondition(name, installed, comparison, version)).Met.ShouldBe(expected);

    [Fact]
    public void Several_are_joined_by_any_or_all()
    {
        SoftwareCondition[] mixed = [new("App", true, null, null), new("Missing", true, null, null)];
        Judge(JudgedBy.Any, mixed).Met.ShouldBeTrue();
        Judge(JudgedBy.All, mixed).Met.ShouldBeFalse();
        Judge(JudgedBy.All, mixed).Conditions.Select(c => c.Met).ShouldBe([true, false]);
    }

    [Fact]
    public void None_always_hold()
    {
        Judge(JudgedBy.Any).Met.ShouldBeTrue();
        Judge(JudgedBy.All).Met.ShouldBeTrue();
        SoftwareJudgement.Of(null, Inventory).Met.ShouldBeTrue();
    }

    [Fact]
    public void It_says_what_was_found() =>
        Judge(JudgedBy.All, new SoftwareCondition("Twice", true, Comparison.Equal, "2")).Conditions[0].FoundVersions.ShouldBe(["1.0", "3.0"]);

    [Theory]
    [InlineData("", null, null, "needs a name")]
    [InlineData("App", Comparison.Less, null, "names no version")]
    [InlineData("KB123-vX", null, null, "no document number")]
    [InlineData("KB123-v0", null, null, "no document number")]
    [InlineData("KB123", Comparison.Less, "1.2", "no version of a document")]
    public void A_condition_that_says_nothing_is_a_fault(string name, Comparison? comparison, string? version, string fault) =>
        SoftwareJudgement.FaultsOf(new(JudgedBy.Any, [new(name, true, comparison, version)])).ShouldHaveSingleItem().ShouldContain(fault);

    [Fact]
    public void Hundred_conditions_and_names_of_2048_bytes_are_the_limit()
    {
        SoftwareCondition named(string name) => new(name, true, null, null);
        SoftwareJudgement.FaultsOf(new(JudgedBy.Any, [.. Enumerable.Range(0, 100).Select(i => named($"n{i}"))])).ShouldBeEmpty();
        SoftwareJudgement.FaultsOf(new(JudgedBy.Any, [.. Enumerable.Range(0, 101).Select(i => named($"n{i}"))])).ShouldHaveSingleItem();
        SoftwareJudgement.FaultsOf(new(JudgedBy.Any, [named(new string('é', 1_024))])).ShouldBeEmpty();
        SoftwareJudgement.FaultsOf(new(JudgedBy.Any, [named(new string('é', 1_025))])).ShouldHaveSingleItem();
    }

    private static SoftwareJudgement Judge(JudgedBy by, params SoftwareCondition[] conditions) => SoftwareJudgement.Of(new(by, conditions), Inventory);
}
