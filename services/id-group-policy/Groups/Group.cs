namespace Distribution.IdGroupPolicy.Groups;

/// <summary>An ID group exists (domain 4.2).</summary>
public sealed record GroupCreated(Guid GroupId, string Name, DateTimeOffset CreatedAt);

/// <summary>An ID group has another name.</summary>
public sealed record GroupRenamed(Guid GroupId, string Name, DateTimeOffset RenamedAt);

/// <summary>An ID group is being removed: it takes no new member, and its members leave one after another.</summary>
public sealed record GroupRemovalStarted(Guid GroupId, DateTimeOffset StartedAt);

/// <summary>An ID group is gone; nobody is a member any more.</summary>
public sealed record GroupRemoved(Guid GroupId, DateTimeOffset RemovedAt);

/// <summary>One ID group. Its members are streams of their own, so that they never contend for one version.</summary>
public sealed record Group(Guid Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? RemovalStartedAt, DateTimeOffset? RemovedAt)
{
    public static Group? Evolve(Group? state, object @event) => @event switch
    {
        GroupCreated e => new(e.GroupId, e.Name, e.CreatedAt, null, null),
        GroupRenamed e => state! with { Name = e.Name },
        GroupRemovalStarted e => state! with { RemovalStartedAt = e.StartedAt },
        GroupRemoved e => state! with { RemovedAt = e.RemovedAt },
        _ => state,
    };

    /// <summary>Whether it takes members; one that is being removed does not.</summary>
    public bool IsActive() => RemovalStartedAt is null;

    // An equal creation is a repeat of the first; another one for the same id is a mistake of the caller.
    public static object[] Create(Group? state, Guid id, string name, DateTimeOffset now) => state switch
    {
        null => [new GroupCreated(id, name, now)],
        { RemovalStartedAt: null } when state.Name == name => [],
        _ => throw new CommandRefusedException($"The id {id} belongs to another ID group."),
    };

    public static object[] Rename(Group? state, string name, DateTimeOffset now) => state switch
    {
        { RemovalStartedAt: not null } => throw new CommandRefusedException("The ID group is being removed."),
        null => [],
        _ => state.Name == name ? [] : [new GroupRenamed(state.Id, name, now)],
    };

    public static object[] StartRemoval(Group? state, DateTimeOffset now) =>
        state is { RemovalStartedAt: null } ? [new GroupRemovalStarted(state.Id, now)] : [];

    public static object[] FinishRemoval(Group? state, DateTimeOffset now) =>
        state is { RemovalStartedAt: not null, RemovedAt: null } ? [new GroupRemoved(state.Id, now)] : [];
}
