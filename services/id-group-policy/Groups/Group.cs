namespace Distribution.IdGroupPolicy.Groups;

/// <summary>An ID group exists (domain 4.2).</summary>
public sealed record GroupCreated(Guid GroupId, string Name, DateTimeOffset CreatedAt, string? Description = null);

/// <summary>An ID group has another name.</summary>
public sealed record GroupRenamed(Guid GroupId, string Name, DateTimeOffset RenamedAt);

/// <summary>An ID group is described otherwise.</summary>
public sealed record GroupDescribed(Guid GroupId, string Description, DateTimeOffset DescribedAt);

/// <summary>Computers and their users may register in an ID group themselves.</summary>
/// <param name="PasswordHash">What they must know, hashed; null is nothing.</param>
public sealed record SelfRegistrationOpened(Guid GroupId, string? PasswordHash, DateTimeOffset OpenedAt);

/// <summary>Nobody registers in an ID group themselves any more; those who did stay.</summary>
public sealed record SelfRegistrationClosed(Guid GroupId, DateTimeOffset ClosedAt);

/// <summary>An ID group is being removed: it takes no new member, and its members leave one after another.</summary>
public sealed record GroupRemovalStarted(Guid GroupId, DateTimeOffset StartedAt);

/// <summary>An ID group is gone; nobody is a member any more.</summary>
public sealed record GroupRemoved(Guid GroupId, DateTimeOffset RemovedAt);

/// <summary>One ID group. Its members are streams of their own, so that they never contend for one version.</summary>
/// <param name="TakesUsers">Whether computers and their users may register themselves; null is not.</param>
/// <param name="PasswordHash">What they must know for it, hashed; null is nothing.</param>
public sealed record Group(
    Guid Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? RemovalStartedAt, DateTimeOffset? RemovedAt,
    string? Description = null, bool? TakesUsers = null, string? PasswordHash = null)
{
    public static Group? Evolve(Group? state, object @event) => @event switch
    {
        GroupCreated e => new(e.GroupId, e.Name, e.CreatedAt, null, null, e.Description),
        GroupRenamed e => state! with { Name = e.Name },
        GroupDescribed e => state! with { Description = e.Description },
        SelfRegistrationOpened e => state! with { TakesUsers = true, PasswordHash = e.PasswordHash },
        SelfRegistrationClosed => state! with { TakesUsers = null, PasswordHash = null },
        GroupRemovalStarted e => state! with { RemovalStartedAt = e.StartedAt },
        GroupRemoved e => state! with { RemovedAt = e.RemovedAt },
        _ => state,
    };

    /// <summary>Whether it takes members; one that is being removed does not.</summary>
    public bool IsActive() => RemovalStartedAt is null;

    // An equal creation is a repeat of the first; another one for the same id is a mistake of the caller.
    public static object[] Create(Group? state, Guid id, string name, DateTimeOffset now, string? description = null) => state switch
    {
        null => [new GroupCreated(id, name, now, description)],
        { RemovalStartedAt: null } when state.Name == name && state.Description == description => [],
        _ => throw new CommandRefusedException($"The id {id} belongs to another ID group."),
    };

    public static object[] Rename(Group? state, string name, DateTimeOffset now) =>
        Active(state) is { } group && group.Name != name ? [new GroupRenamed(group.Id, name, now)] : [];

    public static object[] Describe(Group? state, string description, DateTimeOffset now) =>
        Active(state) is { } group && (group.Description ?? "") != description ? [new GroupDescribed(group.Id, description, now)] : [];

    /// <summary>Lets computers and users register themselves, with a password or without; saying it again changes the password.</summary>
    public static object[] OpenSelfRegistration(Group? state, string? passwordHash, DateTimeOffset now) =>
        Active(state) is not { } group || (group.TakesUsers == true && group.PasswordHash == passwordHash)
            ? []
            : [new SelfRegistrationOpened(group.Id, passwordHash, now)];

    public static object[] CloseSelfRegistration(Group? state, DateTimeOffset now) =>
        state is { RemovalStartedAt: null, TakesUsers: true } ? [new SelfRegistrationClosed(state.Id, now)] : [];

    public static object[] StartRemoval(Group? state, DateTimeOffset now) =>
        state is { RemovalStartedAt: null } ? [new GroupRemovalStarted(state.Id, now)] : [];

    public static object[] FinishRemoval(Group? state, DateTimeOffset now) =>
        state is { RemovalStartedAt: not null, RemovedAt: null } ? [new GroupRemoved(state.Id, now)] : [];

    private static Group? Active(Group? state) =>
        state is { RemovalStartedAt: not null } ? throw new CommandRefusedException("The ID group is being removed.") : state;
}
