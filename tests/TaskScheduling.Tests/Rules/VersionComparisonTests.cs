using Distribution.Contracts.Rules;
using FsCheck;
using FsCheck.Fluent;

namespace Distribution.TaskScheduling.Tests.Rules;

public sealed class VersionComparisonTests
{
    /// <summary>The worked examples of domain 5.5.</summary>
    [Theory]
    [InlineData("App", "100", "0100", 0)]
    [InlineData("App", "12.0.6.100", "12,00,06,0100", 0)]
    [InlineData("App", "12-0-6-99", "12.0.6.100", -1)]
    [InlineData("App", "9.10", "10.2", -1)]
    [InlineData("App", "1.10", "1.9", 1)]
    [InlineData("App", "12.0", "12.0.0.0", 0)]
    [InlineData("App", "12", "12.0.6.100", -1)]
    [InlineData("App", "1.0.10", "1.0.b", 1)]
    [InlineData("JP1/Base", "1200", "120003", -1)]
    [InlineData("JP1/Base", "1100", "1100/A", -1)]
    [InlineData("JP1/Base", "1100/A", "110000", -1)]
    [InlineData("JP1/Base", "1200SA", "120099", 1)]
    [InlineData("JP1/Base", "1050A", "1050", 1)]
    [InlineData("JP1/Base", "1200", "12000", -1)]
    [InlineData("JP1/Base", "12.0.6", "12.0.10", -1)]
    [InlineData("JP1/Base", "12-00", "1200", -1)]
    [InlineData("JP1/TELstaff X", "1200", "01200", 0)]
    [InlineData("Network Node Manager i 12", "1250", "1200", 1)]
    [InlineData("JP1/Base", "1200sa", "1200SA", 0)]                             // section 10: upper-cased
    [InlineData("App", "1.2.3.4.5", "1.2.3.4.4", 1)]                            // more than four components
    [InlineData("App", "99999999999999999999999", "100000000000000000000000", -1)]
    public void A_worked_example_compares_as_the_manual_says(string name, string installed, string specified, int expected) =>
        Math.Sign(VersionComparison.Compare(name, installed, specified)).ShouldBe(expected);

    [Theory]
    [InlineData("1200", true)]
    [InlineData("120003", true)]
    [InlineData("1100/A", true)]
    [InlineData("1050A", true)]
    [InlineData("1200SA", true)]
    [InlineData("12-00", false)]
    [InlineData("120", false)]
    [InlineData("1200A/", false)]
    [InlineData("1200//", false)]
    [InlineData("1200033", false)]
    [InlineData("1200\n", false)]
    [InlineData("١٢٠٠", false)]
    public void The_form_VVRRSS_is_known(string version, bool expected) => VersionComparison.IsHitachiForm(version).ShouldBe(expected);

    [Theory]
    [InlineData("JP1/Base", true)]
    [InlineData("JP1/TELstaff", false)]
    [InlineData("jp1/Base", false)]
    [InlineData("Performance Management - Base", true)]
    [InlineData("Performance Management -Base", false)]
    [InlineData("Navigation Platform - x", true)]
    [InlineData("SNMP System Observer", true)]
    [InlineData("Extensible SNMP Agent for Mib", true)]
    [InlineData("My JP1/Base", false)]
    public void A_JP1_product_is_known_by_the_beginning_of_its_name(string name, bool expected) =>
        VersionComparison.IsHitachi(name).ShouldBe(expected);

    [Fact]
    public void Comparing_by_components_is_a_total_order() => IsTotalOrder(VersionComparison.ByComponents);

    [Fact]
    public void Comparing_as_Hitachi_does_is_a_total_order() => IsTotalOrder(VersionComparison.ByHitachi);

    [Fact]
    public void Zeros_on_the_left_and_missing_components_change_nothing() => Check(Prop.ForAll(
        Versions().ToArbitrary(), version => VersionComparison.ByComponents(version, $"00{version}.0,000-") == 0));

    // Few letters, so that equal and nearly equal versions come often.
    private static Gen<string> Versions() => Gen.Elements("", "0", "1", "9", "10", "A", "b", "/", " ", ".", ",", "-", "é").ListOf().Select(string.Concat);

    private static void IsTotalOrder(Func<string, string, int> compare)
    {
        Check(Prop.ForAll(Versions().ToArbitrary(), version => compare(version, version) == 0));
        Check(Prop.ForAll(Versions().ToArbitrary(), Versions().ToArbitrary(), (a, b) => Math.Sign(compare(a, b)) == -Math.Sign(compare(b, a))));
        Check(Prop.ForAll(
            Versions().ToArbitrary(), Versions().ToArbitrary(), Versions().ToArbitrary(),
            (a, b, c) => !(compare(a, b) <= 0 && compare(b, c) <= 0) || compare(a, c) <= 0));
    }

    private static void Check(Property property) => FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), property);
}
