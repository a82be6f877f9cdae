using Distribution.IdGroupPolicy.Policies;

namespace Distribution.IdGroupPolicy.Tests;

public sealed class PolicyTests() : SpecificationOf<Policy>(Policy.Evolve)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Group = Guid.Parse("019a0000-0000-7000-8000-00000000000a");
    private static readonly NewComputerCondition Linux = new(null, "linux", null);
    private static readonly Guid Id = Policy.StreamOf(Group, Linux);
    private static readonly PolicySet Set = new(Id, Group, Linux, Noon);
    private static readonly PolicyRemoved Removed = new(Id, Noon);

    [Fact]
    public void The_same_policy_cannot_be_set_twice() =>
        Given().When(p => Policy.Set(p, Group, Linux, Noon)).Then(Set).AndAgainNothing();

    [Fact]
    public void A_removed_policy_can_be_set_again() =>
        Given(Set, Removed).When(p => Policy.Set(p, Group, Linux, Noon)).Then(Set);

    [Fact]
    public void Removing_removes_once() => Given(Set).When(p => Policy.Remove(p, Noon)).Then(Removed).AndAgainNothing();

    [Fact]
    public void A_pattern_in_other_case_is_the_same_policy() =>
        Policy.StreamOf(Group, new("PC-*", null, null)).ShouldBe(Policy.StreamOf(Group, new("pc-*", null, null)));

    [Fact]
    public void A_condition_on_another_field_is_another_policy() =>
        Policy.StreamOf(Group, new(null, "x", null)).ShouldNotBe(Policy.StreamOf(Group, new(null, null, "x")));

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
        new NewComputerCondition(name, os, architecture).Catches("pc-01", "linux", "x64").ShouldBe(caught);
}
