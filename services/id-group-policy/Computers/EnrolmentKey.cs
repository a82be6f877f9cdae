namespace Distribution.IdGroupPolicy.Computers;

/// <summary>Computers may enrol with a key; only its SHA-256 is kept.</summary>
/// <param name="UsesAllowed">How many computers may come with it; null is any number.</param>
/// <param name="GroupId">The ID group that every computer joins which comes with it; null is none.</param>
public sealed record EnrolmentKeyCreated(
    Guid KeyId, string Name, string KeySha256, DateTimeOffset? ExpiresAt, int? UsesAllowed, Guid? GroupId, DateTimeOffset CreatedAt);

/// <summary>A computer came with a key whose uses are counted.</summary>
public sealed record EnrolmentKeyUsed(Guid KeyId, Guid ComputerId, DateTimeOffset UsedAt);

/// <summary>No computer may come with this key any more; those that came stay.</summary>
public sealed record EnrolmentKeyRevoked(Guid KeyId, DateTimeOffset RevokedAt);

/// <summary>What admits computers that have no identity yet.</summary>
public sealed record EnrolmentKey(
    Guid Id, string Name, string KeySha256, DateTimeOffset? ExpiresAt, int? UsesAllowed, int Uses, Guid? GroupId, DateTimeOffset CreatedAt,
    DateTimeOffset? RevokedAt)
{
    public static EnrolmentKey? Evolve(EnrolmentKey? state, object @event) => @event switch
    {
        EnrolmentKeyCreated e => new(e.KeyId, e.Name, e.KeySha256, e.ExpiresAt, e.UsesAllowed, 0, e.GroupId, e.CreatedAt, null),
        EnrolmentKeyUsed => state! with { Uses = state.Uses + 1 },
        EnrolmentKeyRevoked e => state! with { RevokedAt = e.RevokedAt },
        _ => state,
    };

    // An unlimited key is not written at each use: a hundred thousand computers that come at once would contend for its one version.
    public static object[] Use(EnrolmentKey? state, string secret, Guid computerId, DateTimeOffset now) => state switch
    {
        null => throw new EnrolmentRefusedException(EnrolmentRefusal.WrongKey),
        _ when !Secret.Matches(secret, state.KeySha256) => throw new EnrolmentRefusedException(EnrolmentRefusal.WrongKey),
        { RevokedAt: not null } => throw new EnrolmentRefusedException(EnrolmentRefusal.KeyRevoked),
        _ when now >= state.ExpiresAt => throw new EnrolmentRefusedException(EnrolmentRefusal.KeyExpired),
        _ when state.Uses >= state.UsesAllowed => throw new EnrolmentRefusedException(EnrolmentRefusal.KeyUsedUp),
        { UsesAllowed: not null } => [new EnrolmentKeyUsed(state.Id, computerId, now)],
        _ => [],
    };

    public static object[] Revoke(EnrolmentKey? state, DateTimeOffset now) =>
        state is { RevokedAt: null } ? [new EnrolmentKeyRevoked(state.Id, now)] : [];

    /// <summary>The key as the operator hands it out: its id, which finds it, and its secret, which proves it.</summary>
    public static string Text(Guid id, string secret) => $"{id:N}.{secret}";

    /// <summary>Takes a key apart; a text of another form is of no key.</summary>
    public static (Guid Id, string Secret) Parse(string text) =>
        text.Split('.') is [var id, var secret] && Guid.TryParseExact(id, "N", out var keyId)
            ? (keyId, secret)
            : throw new EnrolmentRefusedException(EnrolmentRefusal.WrongKey);
}
