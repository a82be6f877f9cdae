namespace Distribution.Proxy.Access.People;

/// <summary>Somebody may sign in under a name.</summary>
public sealed record PersonAdded(Guid PersonId, string Name, string DisplayName, IReadOnlyList<string> Roles, IReadOnlyList<Guid>? Groups, DateTimeOffset AddedAt);

/// <summary>A new password holds; a one-time password lets in only to choose another.</summary>
public sealed record PasswordSet(Guid PersonId, string PasswordHash, bool IsOneTime, DateTimeOffset SetAt);

/// <summary>What the person may do is this from now on.</summary>
public sealed record RolesGranted(Guid PersonId, IReadOnlyList<string> Roles, IReadOnlyList<Guid>? Groups, DateTimeOffset GrantedAt);

/// <summary>The person may not sign in any more; sessions and own keys end at once.</summary>
public sealed record PersonDisabled(Guid PersonId, DateTimeOffset DisabledAt);

/// <summary>The person may sign in again.</summary>
public sealed record PersonEnabled(Guid PersonId, DateTimeOffset EnabledAt);

/// <summary>Somebody who signs in with a name and a password.</summary>
/// <param name="SessionsSince">Sessions that began before this moment have ended.</param>
public sealed record Person(
    Guid Id, string Name, string DisplayName, string? PasswordHash, bool MustChangePassword, Grant Grant, DateTimeOffset AddedAt, DateTimeOffset SessionsSince,
    DateTimeOffset? DisabledAt)
{
    /// <summary>Names are the same without regard to case, and belong to one person for ever.</summary>
    public static Guid IdOf(string name) => DeterministicId.Of("person", name.Trim().ToLowerInvariant());

    public static Person? Evolve(Person? state, object @event) => @event switch
    {
        PersonAdded e => new(e.PersonId, e.Name, e.DisplayName, null, true, new Grant(e.Roles, e.Groups), e.AddedAt, e.AddedAt, null),
        PasswordSet e => state! with { PasswordHash = e.PasswordHash, MustChangePassword = e.IsOneTime, SessionsSince = e.SetAt },
        RolesGranted e => state! with { Grant = new Grant(e.Roles, e.Groups) },
        PersonDisabled e => state! with { DisabledAt = e.DisabledAt, SessionsSince = e.DisabledAt },
        PersonEnabled => state! with { DisabledAt = null },
        _ => state,
    };

    public static object[] Add(Person? state, string name, string displayName, Grant grant, string passwordHash, DateTimeOffset now)
    {
        if (state is not null)
            throw new CommandRefusedException($"There is somebody called '{state.Name}' already.");
        var id = IdOf(name);
        return [new PersonAdded(id, name.Trim(), displayName, grant.Roles, grant.Groups, now), new PasswordSet(id, passwordHash, true, now)];
    }

    public static object[] SetPassword(Person? state, Guid id, string passwordHash, bool isOneTime, DateTimeOffset now) =>
        [new PasswordSet(Known(state, id).Id, passwordHash, isOneTime, now)];

    /// <summary>Somebody else gives the person a one-time password: a key that got out must not become the sign-in of its owner.</summary>
    public static object[] ResetPassword(Person? state, Guid id, string passwordHash, string by, DateTimeOffset now)
    {
        NotOneself(Known(state, id), by);
        return SetPassword(state, id, passwordHash, isOneTime: true, now);
    }

    public static object[] GrantRoles(Person? state, Guid id, Grant grant, string by, DateTimeOffset now)
    {
        NotOneself(Known(state, id), by);
        return state!.Grant.Roles.SequenceEqual(grant.Roles) && (state.Grant.Groups ?? []).SequenceEqual(grant.Groups ?? [])
            && state.Grant.Groups is null == grant.Groups is null
            ? []
            : [new RolesGranted(id, grant.Roles, grant.Groups, now)];
    }

    public static object[] Disable(Person? state, Guid id, string by, DateTimeOffset now)
    {
        NotOneself(Known(state, id), by);
        return state!.DisabledAt is null ? [new PersonDisabled(id, now)] : [];
    }

    public static object[] Enable(Person? state, Guid id, string by, DateTimeOffset now)
    {
        NotOneself(Known(state, id), by);
        return state!.DisabledAt is null ? [] : [new PersonEnabled(id, now)];
    }

    private static Person Known(Person? state, Guid id) => state ?? throw new NotFoundException("person", id);

    // So that there is always an administrator: the last one could only go by their own hand. By a key it is their hand, too.
    private static void NotOneself(Person person, string by)
    {
        if (person.Id.ToString() == by)
            throw new CommandRefusedException("What you may do yourself, somebody else has to change.");
    }
}

internal sealed partial class PersonProjection : SingleStreamProjection<Person, Guid>
{
    public override Person? Evolve(Person? snapshot, Guid id, IEvent e) => Person.Evolve(snapshot, e.Data);
}
