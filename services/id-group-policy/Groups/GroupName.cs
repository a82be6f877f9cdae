namespace Distribution.IdGroupPolicy.Groups;

/// <summary>A name belongs to an ID group from now on.</summary>
public sealed record GroupNameTaken(Guid GroupId, string Name);

/// <summary>A name is free again.</summary>
public sealed record GroupNameReleased(Guid GroupId, string Name);

/// <summary>
/// Whose a name is. One stream per name without regard to case, saved together with the group's own event: two groups
/// that ask for one name at the same moment race for one version, and exactly one of them wins.
/// </summary>
public sealed record GroupName(Guid Id, Guid? GroupId)
{
    /// <summary>The stream of a name.</summary>
    public static Guid StreamOf(string name) => DeterministicId.Of("group name", name.ToUpperInvariant());

    public static GroupName? Evolve(GroupName? state, object @event) => @event switch
    {
        GroupNameTaken e => new(StreamOf(e.Name), e.GroupId),
        GroupNameReleased => state! with { GroupId = null },
        _ => state,
    };

    public static object[] Take(GroupName? state, Guid groupId, string name) =>
        state?.GroupId is null ? [new GroupNameTaken(groupId, name)]
        : state.GroupId == groupId ? []
        : throw new CommandRefusedException($"Another ID group is called '{name}'.");

    public static object[] Release(GroupName? state, Guid groupId, string name) =>
        state?.GroupId == groupId ? [new GroupNameReleased(groupId, name)] : [];
}
