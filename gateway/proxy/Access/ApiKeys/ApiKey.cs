namespace Distribution.Proxy.Access.ApiKeys;

/// <summary>A script may call with this key; only its SHA-256 is kept.</summary>
/// <param name="OwnerId">Whose key it is: it does no more than they may, and ends with them. Null is nobody's.</param>
/// <param name="IssuedBy">The id of who answers for a key of nobody: whoever issued it. Null where nobody did, or before this was recorded.</param>
public sealed record ApiKeyIssued(
    Guid KeyId, string Name, string SecretSha256, IReadOnlyList<string> Roles, IReadOnlyList<Guid>? Groups, Guid? OwnerId, DateTimeOffset? ExpiresAt,
    DateTimeOffset IssuedAt, string? IssuedBy = null);

/// <summary>The key opens nothing any more.</summary>
public sealed record ApiKeyRevoked(Guid KeyId, DateTimeOffset RevokedAt);

/// <summary>What a script shows instead of a person's name and password.</summary>
public sealed record ApiKey(
    Guid Id, string Name, string SecretSha256, Grant Grant, Guid? OwnerId, DateTimeOffset? ExpiresAt, DateTimeOffset IssuedAt, DateTimeOffset? RevokedAt,
    string? IssuedBy = null)
{
    private const string Prefix = "dk_";

    public static ApiKey? Evolve(ApiKey? state, object @event) => @event switch
    {
        ApiKeyIssued e => new(e.KeyId, e.Name, e.SecretSha256, new Grant(e.Roles, e.Groups), e.OwnerId, e.ExpiresAt, e.IssuedAt, null, e.IssuedBy),
        ApiKeyRevoked e => state! with { RevokedAt = e.RevokedAt },
        _ => state,
    };

    public static object[] Revoke(ApiKey? state, DateTimeOffset now) => state is { RevokedAt: null } ? [new ApiKeyRevoked(state.Id, now)] : [];

    /// <summary>Whether it lets in at this moment.</summary>
    public bool LetsIn(string secret, DateTimeOffset now) => Access.Secret.Matches(secret, SecretSha256) && RevokedAt is null && !(now >= ExpiresAt);

    /// <summary>The key as it is handed out; what it begins with lets people and programs recognise one where none should be.</summary>
    public static string Text(Guid id, string secret) => $"{Prefix}{id:N}_{secret}";

    /// <summary>Whether a text means to be one.</summary>
    public static bool IsMeant(string text) => text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Takes a key apart; null when it is of another form.</summary>
    public static (Guid Id, string Secret)? Parse(string text) =>
        IsMeant(text) && text.Length == Prefix.Length + 33 + Access.Secret.Length && text[Prefix.Length + 32] == '_' && Guid.TryParseExact(text.AsSpan(Prefix.Length, 32), "N", out var id)
            ? (id, text[^Access.Secret.Length..])
            : null;
}

internal sealed partial class ApiKeyProjection : SingleStreamProjection<ApiKey, Guid>
{
    public override ApiKey? Evolve(ApiKey? snapshot, Guid id, IEvent e) => ApiKey.Evolve(snapshot, e.Data);
}
