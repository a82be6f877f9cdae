using Distribution.IdGroupPolicy.Groups;

namespace Distribution.IdGroupPolicy.Tests;

public sealed class MembershipTests() : SpecificationOf<Membership>(Membership.Evolve)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Group = Guid.Parse("019a0000-0000-7000-8000-000000000008");
    private static readonly Guid Computer = Guid.Parse("019a0000-0000-7000-8000-000000000009");
    private static readonly Guid Id = Membership.StreamOf(Group, Computer);
    private static readonly ComputerLeftGroup Left = new(Id, Group, Computer, Noon);

    [Theory]
    [InlineData(JoinedBy.Administrator)]
    [InlineData(JoinedBy.EnrolmentKey)]
    [InlineData(JoinedBy.Policy)]
    [InlineData(JoinedBy.User)]
    public void Joining_joins_once(JoinedBy by) => Given().When(Join(by)).Then(Joined(by)).AndAgainNothing();

    [Fact]
    public void Leaving_leaves_once() =>
        Given(Joined(JoinedBy.Policy)).When(m => Membership.Leave(m, Noon)).Then(Left).AndAgainNothing();

    [Fact]
    public void Who_never_joined_does_not_leave() => Given().When(m => Membership.Leave(m, Noon)).ThenNothing();

    [Fact]
    public void An_administrator_brings_back_who_left() =>
        Given(Joined(JoinedBy.Policy), Left).When(Join(JoinedBy.Administrator)).Then(Joined(JoinedBy.Administrator));

    [Fact]
    public void A_policy_does_not_bring_back_who_left() =>
        Given(Joined(JoinedBy.Administrator), Left).When(Join(JoinedBy.Policy)).ThenNothing();

    [Fact]
    public void A_member_of_an_inner_group_joins_once() =>
        Given().When(Follow(true)).Then(Joined(JoinedBy.NestedGroup)).AndAgainNothing();

    [Fact]
    public void Whoever_is_in_no_inner_group_any_more_leaves_once() =>
        Given(Joined(JoinedBy.NestedGroup)).When(Follow(false)).Then(Left).AndAgainNothing();

    [Fact]
    public void A_membership_of_its_own_follows_no_inner_group() =>
        Given(Joined(JoinedBy.Administrator)).When(Follow(false)).ThenNothing();

    [Fact]
    public void A_nested_member_that_is_registered_stays_when_it_leaves_the_inner_group() =>
        Given(Joined(JoinedBy.NestedGroup)).When(Join(JoinedBy.User)).Then(Continued(JoinedBy.User))
            .ThenState(m => Membership.Follow(m, Group, Computer, false, Noon).ShouldBeEmpty()).AndAgainNothing();

    [Fact]
    public void Who_is_taken_out_but_is_in_an_inner_group_stays_through_that() =>
        Given(Joined(JoinedBy.Administrator)).When(m => Membership.Leave(m, Noon, isInNested: true)).Then(Continued(JoinedBy.NestedGroup)).AndAgainNothing();

    [Fact]
    public void A_policy_brings_in_who_was_here_through_an_inner_group_only() =>
        Given(Joined(JoinedBy.NestedGroup), Left).When(Join(JoinedBy.Policy)).Then(Joined(JoinedBy.Policy));

    [Fact]
    public void A_policy_does_not_bring_back_who_was_taken_out_even_after_it_came_through_an_inner_group() =>
        Given(Joined(JoinedBy.Policy), Left, Joined(JoinedBy.NestedGroup), Left).When(Join(JoinedBy.Policy)).ThenNothing();

    [Fact]
    public void Each_pair_has_a_stream_of_its_own()
    {
        Membership.StreamOf(Group, Computer).ShouldBe(Id);
        Membership.StreamOf(Computer, Group).ShouldNotBe(Id);
        Id.Version.ShouldBe(8);
    }

    private static ComputerJoinedGroup Joined(JoinedBy by) => new(Id, Group, Computer, by, Noon);

    private static MembershipContinued Continued(JoinedBy by) => new(Id, Group, Computer, by, Noon);

    private static Func<Membership?, object[]> Follow(bool inNested) => m => Membership.Follow(m, Group, Computer, inNested, Noon);

    private static Func<Membership?, object[]> Join(JoinedBy by) => m => Membership.Join(m, Group, Computer, by, Noon);
}
