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
    public void Each_pair_has_a_stream_of_its_own()
    {
        Membership.StreamOf(Group, Computer).ShouldBe(Id);
        Membership.StreamOf(Computer, Group).ShouldNotBe(Id);
        Id.Version.ShouldBe(8);
    }

    private static ComputerJoinedGroup Joined(JoinedBy by) => new(Id, Group, Computer, by, Noon);

    private static Func<Membership?, object[]> Join(JoinedBy by) => m => Membership.Join(m, Group, Computer, by, Noon);
}
