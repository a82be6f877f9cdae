namespace Distribution.IdGroupPolicy.Groups;

/// <summary>Who or what made a computer a member.</summary>
public enum JoinedBy
{
    Administrator,
    EnrolmentKey,
    Policy,

    /// <summary>The computer or its user asked for it.</summary>
    User,

    /// <summary>It is a member of a group that this one contains.</summary>
    NestedGroup,

    /// <summary>The group's condition holds for it.</summary>
    Condition,
}

/// <summary>A computer is a member of an ID group from now on.</summary>
public sealed record ComputerJoinedGroup(Guid MembershipId, Guid GroupId, Guid ComputerId, JoinedBy By, DateTimeOffset JoinedAt);

/// <summary>A computer that is a member stays one, for another reason than before; nobody else need know.</summary>
public sealed record MembershipContinued(Guid MembershipId, Guid GroupId, Guid ComputerId, JoinedBy By, DateTimeOffset ContinuedAt);

/// <summary>A computer is no longer a member of an ID group.</summary>
public sealed record ComputerLeftGroup(Guid MembershipId, Guid GroupId, Guid ComputerId, DateTimeOffset LeftAt);

/// <summary>One computer in one ID group. One stream per pair, whose id follows from the pair: it cannot be joined twice.</summary>
/// <param name="TakenOut">Whether a membership of its own has ended since it last had one; null is not.</param>
public sealed record Membership(
    Guid Id, Guid GroupId, Guid ComputerId, JoinedBy By, DateTimeOffset JoinedAt, DateTimeOffset? LeftAt, bool? TakenOut = null)
{
    /// <summary>The stream of a pair.</summary>
    public static Guid StreamOf(Guid groupId, Guid computerId) =>
        DeterministicId.Of("membership", groupId.ToString("D"), computerId.ToString("D"));

    public static Membership? Evolve(Membership? state, object @event) => @event switch
    {
        ComputerJoinedGroup e => new(e.MembershipId, e.GroupId, e.ComputerId, e.By, e.JoinedAt, null, e.By == JoinedBy.NestedGroup ? state?.TakenOut : null),
        MembershipContinued e => state! with { By = e.By, TakenOut = e.By == JoinedBy.NestedGroup ? true : null },
        ComputerLeftGroup e => state! with { LeftAt = e.LeftAt, TakenOut = state.By == JoinedBy.NestedGroup ? state.TakenOut : true },
        _ => state,
    };

    /// <summary>Makes it a member of the group's own.</summary>
    public static object[] Join(Membership? state, Guid groupId, Guid computerId, JoinedBy by, DateTimeOffset now) => state switch
    {
        null => [new ComputerJoinedGroup(StreamOf(groupId, computerId), groupId, computerId, by, now)],
        // A policy brings a computer in once: whom the operator took out stays out, and a repeated message changes nothing.
        { TakenOut: true } when by == JoinedBy.Policy => [],
        { LeftAt: null, By: JoinedBy.NestedGroup } => [new MembershipContinued(state.Id, groupId, computerId, by, now)],
        { LeftAt: null } => [],
        _ => [new ComputerJoinedGroup(state.Id, groupId, computerId, by, now)],
    };

    /// <summary>Ends the membership of the group's own; whoever is in a group that this one contains stays a member through that.</summary>
    public static object[] Leave(Membership? state, DateTimeOffset now, bool isInNested = false) => state switch
    {
        { LeftAt: null, By: JoinedBy.NestedGroup } when isInNested => [],
        { LeftAt: null } when isInNested => [new MembershipContinued(state.Id, state.GroupId, state.ComputerId, JoinedBy.NestedGroup, now)],
        { LeftAt: null } => [new ComputerLeftGroup(state.Id, state.GroupId, state.ComputerId, now)],
        _ => [],
    };

    /// <summary>Follows what has become of the groups that this one contains.</summary>
    /// <param name="isInNested">Whether the computer is a member of any of them now.</param>
    public static object[] Follow(Membership? state, Guid groupId, Guid computerId, bool isInNested, DateTimeOffset now) => (state, isInNested) switch
    {
        (null or { LeftAt: not null }, true) => [new ComputerJoinedGroup(StreamOf(groupId, computerId), groupId, computerId, JoinedBy.NestedGroup, now)],
        ({ LeftAt: null, By: JoinedBy.NestedGroup }, false) => Leave(state, now),
        _ => [],
    };
}
