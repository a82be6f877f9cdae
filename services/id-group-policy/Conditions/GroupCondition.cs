namespace Distribution.IdGroupPolicy.Conditions;

/// <summary>The members of an ID group are from now on the computers for which a condition holds.</summary>
public sealed record GroupConditionSet(Guid GroupId, string Search, DateTimeOffset SetAt);

/// <summary>An ID group follows no condition any more; its members stay.</summary>
public sealed record GroupConditionRemoved(Guid GroupId, DateTimeOffset RemovedAt);

/// <summary>The condition by which an ID group has its members; a group with one is dynamic.</summary>
/// <param name="Search">In the language of searches.</param>
public sealed record GroupCondition(Guid Id, Guid GroupId, string Search, DateTimeOffset SetAt, DateTimeOffset? RemovedAt)
{
    /// <summary>The stream of a group's condition.</summary>
    public static Guid StreamOf(Guid groupId) => DeterministicId.Of("group condition", groupId.ToString("D"));

    public static GroupCondition? Evolve(GroupCondition? state, object @event) => @event switch
    {
        GroupConditionSet e => new(StreamOf(e.GroupId), e.GroupId, e.Search, e.SetAt, null),
        GroupConditionRemoved e => state! with { RemovedAt = e.RemovedAt },
        _ => state,
    };

    public static object[] Set(GroupCondition? state, Guid groupId, string search, DateTimeOffset now) =>
        state is { RemovedAt: null } && state.Search == search ? [] : [new GroupConditionSet(groupId, search, now)];

    public static object[] Remove(GroupCondition? state, DateTimeOffset now) =>
        state is { RemovedAt: null } ? [new GroupConditionRemoved(state.GroupId, now)] : [];
}
