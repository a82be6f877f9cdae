using Distribution.IdGroupPolicy.Policies;

namespace Distribution.IdGroupPolicy.Tests;

public sealed class PolicyTests() : SpecificationOf<Policy>(Policy.Evolve)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Group = Guid.Parse("019a0000-0000-7000-8000-00000000000a");
    private static readonly Guid Id = Guid.Parse("019a0000-0000-7000-8000-00000000000b");
    private static readonly Guid Application = Guid.Parse("019a0000-0000-7000-8000-00000000000c");
    private static readonly PolicyCondition Linux = new(null, "linux", null);
    private static readonly PolicyCondition Windows = new(null, "windows", null);
    private static readonly PolicySet Set = new(Id, Group, Linux, Noon);
    private static readonly PolicyRemoved Removed = new(Id, Noon);
    private static readonly PolicyApplicationStarted Started = new(Id, Application, Noon);

    [Fact]
    public void Setting_sets_once() => Given().When(p => Policy.Set(p, Id, Group, Linux, Noon)).Then(Set).AndAgainNothing();

    [Fact]
    public void Changing_changes_once() =>
        Given(Set).When(p => Policy.Set(p, Id, Group, Windows, Noon)).Then(new PolicyChanged(Id, Group, Windows, Noon)).AndAgainNothing();

    [Fact]
    public void The_id_of_a_removed_policy_does_not_serve_again() =>
        Given(Set, Removed).When(p => Policy.Set(p, Id, Group, Linux, Noon)).ThenRefused("removed");

    [Fact]
    public void Removing_removes_once() => Given(Set).When(p => Policy.Remove(p, Noon)).Then(Removed).AndAgainNothing();

    [Fact]
    public void Applying_begins_once() => Given(Set).When(p => Policy.StartApplication(p, Application, Noon)).Then(Started).AndAgainNothing();

    [Fact]
    public void A_policy_that_is_being_applied_is_not_applied_at_the_same_time_again() =>
        Given(Set, Started).When(p => Policy.StartApplication(p, Id, Noon)).ThenRefused("already");

    [Fact]
    public void An_application_ends_once() =>
        Given(Set, Started).When(p => Policy.FinishApplication(p, Application, 9, 4, Noon)).Then(new PolicyApplied(Id, Application, 9, 4, Noon)).AndAgainNothing();

    [Fact]
    public void A_removed_policy_is_not_applied() => Given(Set, Removed).When(p => Policy.StartApplication(p, Application, Noon)).ThenNothing();

    [Fact]
    public void Equal_conditions_are_one_policy_in_whatever_case_and_order_they_are_written() =>
        Policy.PlaceOf(Group, new("PC-*", null, null, ["10.0.0.1", "2001:DB8::/32"], Assets: [new("Site", "B*"), new("Floor", "2")]))
            .ShouldBe(Policy.PlaceOf(Group, new("pc-*", null, null, ["2001:db8::/32", "10.0.0.1/32"], Assets: [new("floor", "2"), new("SITE", "b*")])));

    [Fact]
    public void A_condition_on_another_field_is_another_policy() =>
        new[]
        {
            new PolicyCondition("x", null, null), new(null, "x", null), new(null, null, "x"), new(null, null, null, ["x"]), new(null, null, null, Domain: "x"),
            new(null, null, null, Assets: [new("x", "")]), new(null, null, null, Hardware: new(CoresAtLeast: 1)), new(null, null, null, IncludesRelays: true),
            new(null, null, null), new(null, null, null, Software: new(Contracts.Packages.V1.JudgedBy.Any, [new("x", true, null, null)])),
        }.Select(condition => Policy.PlaceOf(Group, condition)).ShouldBeUnique();
}

public sealed class PolicyBookTests() : SpecificationOf<PolicyBook>(PolicyBook.Evolve)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Policy One = Named("one", 1);
    private static readonly Policy Equal = Named("ONE", 2);

    [Fact]
    public void A_policy_is_entered_once() => Given().When(b => PolicyBook.Follow(b, null, One)).Then(Entered(One)).AndAgainNothing();

    [Fact]
    public void The_same_policy_under_another_id_is_refused_and_the_refusal_names_it() =>
        Given(Entered(One)).When(b => PolicyBook.Follow(b, null, Equal)).ThenRefused(One.Id.ToString());

    [Fact]
    public void A_changed_policy_leaves_its_place_to_others() =>
        Given(Entered(One)).When(b => PolicyBook.Follow(b, One, One with { Condition = new("two", null, null) }))
            .Then(new PolicyStruck(One.Id, One.Place), Entered(One with { Condition = new("two", null, null) }))
            .ThenState(b => PolicyBook.Follow(b, null, Equal).ShouldBe([Entered(Equal)]));

    [Fact]
    public void A_removed_policy_is_struck_once() =>
        Given(Entered(One)).When(b => PolicyBook.Follow(b, One, One with { RemovedAt = Noon })).Then(new PolicyStruck(One.Id, One.Place)).AndAgainNothing();

    [Fact]
    public void The_thousand_and_first_is_refused_but_one_of_the_thousand_may_change()
    {
        var thousand = Enumerable.Range(1, PolicyBook.Most).Select(n => Named($"pc-{n}", n)).ToList();
        var full = Given([.. thousand.Select(Entered)]);
        full.When(b => PolicyBook.Follow(b, null, Named("one more", 2_000))).ThenRefused("At most 1000");
        full.When(b => PolicyBook.Follow(b, thousand[0], thousand[0] with { Condition = new("changed", null, null) })).Then(events => events.Count.ShouldBe(2));
    }

    private static Policy Named(string pattern, int id) => new(new Guid(id, 0, 0, new byte[8]), Guid.Empty, new(pattern, null, null), Noon, null);

    private static PolicyEntered Entered(Policy policy) => new(policy.Id, policy.Place);
}
