namespace Distribution.IdGroupPolicy.Policies;

/// <summary>Computers that enrol or change from now on join an ID group when the condition catches them.</summary>
public sealed record PolicySet(Guid PolicyId, Guid GroupId, PolicyCondition Condition, DateTimeOffset SetAt);

/// <summary>A policy catches other computers, or leads to another ID group; the members that it brought stay.</summary>
public sealed record PolicyChanged(Guid PolicyId, Guid GroupId, PolicyCondition Condition, DateTimeOffset ChangedAt);

/// <summary>A policy is applied to all computers that there are, because somebody asked for it.</summary>
public sealed record PolicyApplicationStarted(Guid PolicyId, Guid ApplicationId, DateTimeOffset StartedAt);

/// <summary>A policy was applied to all computers.</summary>
/// <param name="Judged">How many computers there were.</param>
/// <param name="Joined">How many of them joined; those of an earlier attempt that was cut off are not counted again.</param>
public sealed record PolicyApplied(Guid PolicyId, Guid ApplicationId, long Judged, long Joined, DateTimeOffset AppliedAt);

/// <summary>A policy is gone; the members that it brought stay (domain 4.4).</summary>
public sealed record PolicyRemoved(Guid PolicyId, DateTimeOffset RemovedAt);

/// <summary>One application of a policy to all computers.</summary>
/// <param name="FinishedAt">Null while it is under way.</param>
public sealed record PolicyApplication(Guid Id, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt = null, long? Judged = null, long? Joined = null);

/// <summary>One rule that registers computers in an ID group.</summary>
/// <param name="Application">The last one; null when there was none.</param>
public sealed record Policy(
    Guid Id, Guid GroupId, PolicyCondition Condition, DateTimeOffset SetAt, DateTimeOffset? RemovedAt, PolicyApplication? Application = null)
{
    /// <summary>Equal for equal policies of one group, and for no others.</summary>
    public Guid Place => PlaceOf(GroupId, Condition);

    /// <inheritdoc cref="Place" />
    public static Guid PlaceOf(Guid groupId, PolicyCondition condition) => DeterministicId.Of("policy place", groupId.ToString("D"), condition.Text());

    public static Policy? Evolve(Policy? state, object @event) => @event switch
    {
        PolicySet e => new(e.PolicyId, e.GroupId, e.Condition, e.SetAt, null),
        PolicyChanged e => state! with { GroupId = e.GroupId, Condition = e.Condition },
        PolicyApplicationStarted e => state! with { Application = new(e.ApplicationId, e.StartedAt) },
        PolicyApplied e => state! with { Application = state.Application! with { FinishedAt = e.AppliedAt, Judged = e.Judged, Joined = e.Joined } },
        PolicyRemoved e => state! with { RemovedAt = e.RemovedAt },
        _ => state,
    };

    /// <summary>Sets the policy of this id, or makes it another one.</summary>
    public static object[] Set(Policy? state, Guid id, Guid groupId, PolicyCondition condition, DateTimeOffset now) => state switch
    {
        null => [new PolicySet(id, groupId, condition, now)],
        { RemovedAt: not null } => throw new CommandRefusedException($"The id {id} belonged to a policy that was removed."),
        _ => state.Place == PlaceOf(groupId, condition) ? [] : [new PolicyChanged(id, groupId, condition, now)],
    };

    /// <summary>Begins to apply it to all computers; asking again with the same id begins nothing.</summary>
    public static object[] StartApplication(Policy? state, Guid applicationId, DateTimeOffset now) => state switch
    {
        not { RemovedAt: null } => [],
        { Application: { } last } when last.Id == applicationId => [],
        { Application: { FinishedAt: null } } => throw new CommandRefusedException("The policy is being applied already."),
        _ => [new PolicyApplicationStarted(state.Id, applicationId, now)],
    };

    public static object[] FinishApplication(Policy? state, Guid applicationId, long judged, long joined, DateTimeOffset now) =>
        state?.Application is { FinishedAt: null } open && open.Id == applicationId
            ? [new PolicyApplied(state.Id, applicationId, judged, joined, now)]
            : [];

    public static object[] Remove(Policy? state, DateTimeOffset now) =>
        state is { RemovedAt: null } ? [new PolicyRemoved(state.Id, now)] : [];
}
