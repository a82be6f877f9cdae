namespace Distribution.IdGroupPolicy.Groups;

/// <summary>Who or what made a computer a member.</summary>
public enum JoinedBy
{
    Administrator,
    EnrolmentKey,
    Policy,
}

/// <summary>A computer is a member of an ID group from now on.</summary>
public sealed record ComputerJoinedGroup(Guid MembershipId, Guid GroupId, Guid ComputerId, JoinedBy By, DateTimeOffset JoinedAt);

/// <summary>A computer is no longer a member of an ID group.</summary>
public sealed record ComputerLeftGroup(Guid MembershipId, Guid GroupId, Guid ComputerId, DateTimeOffset LeftAt);

/// <summary>One computer in one ID group. One stream per pair, whose id follows from the pair: it cannot be joined twice.</summary>
public sealed record Membership(Guid Id, Guid GroupId, Guid ComputerId, JoinedBy By, DateTimeOffset JoinedAt, DateTimeOffset? LeftAt)
{
    /// <summary>The stream of a pair.</summary>
    public static Guid StreamOf(Guid groupId, Guid computerId) =>
        DeterministicId.Of("membership", groupId.ToString("D"), computerId.ToString("D"));

    public static Membership? Evolve(Membership? state, object @event) => @event switch
    {
        ComputerJoinedGroup e => new(e.MembershipId, e.GroupId, e.ComputerId, e.By, e.JoinedAt, null),
        ComputerLeftGroup e => state! with { LeftAt = e.LeftAt },
        _ => state,
    };

    public static object[] Join(Membership? state, Guid groupId, Guid computerId, JoinedBy by, DateTimeOffset now) => state switch
    {
        null => [new ComputerJoinedGroup(StreamOf(groupId, computerId), groupId, computerId, by, now)],
        { LeftAt: null } => [],
        // A policy brings a computer in once: whom the operator took out stays out, and a repeated message changes nothing.
        _ when by == JoinedBy.Policy => [],
        _ => [new ComputerJoinedGroup(state.Id, groupId, computerId, by, now)],
    };

    public static object[] Leave(Membership? state, DateTimeOffset now) =>
        state is { LeftAt: null } ? [new ComputerLeftGroup(state.Id, state.GroupId, state.ComputerId, now)] : [];
}
