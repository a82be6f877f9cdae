namespace Distribution.Proxy.Access.Sessions;

/// <summary>Somebody signed in; only the SHA-256 of what the browser holds is kept.</summary>
public sealed record SessionBegun(
    Guid SessionId, Guid? PersonId, string CallerId, string Name, Grant? Grant, string SecretSha256, string? Address, DateTimeOffset BegunAt, DateTimeOffset EndsAt);

/// <summary>The session is over.</summary>
public sealed record SessionEnded(Guid SessionId, SessionEnd Reason, DateTimeOffset EndedAt);

/// <summary>Why a session is over.</summary>
public enum SessionEnd
{
    SignedOut,
    Expired,
}

/// <summary>A browser in which somebody is signed in.</summary>
/// <param name="PersonId">Whose password it was; what they may do, they themselves say. Null for somebody of an identity provider.</param>
/// <param name="Grant">What somebody of an identity provider may do, as the provider said when the session began.</param>
public sealed record Session(
    Guid Id, Guid? PersonId, string CallerId, string Name, Grant? Grant, string SecretSha256, DateTimeOffset BegunAt, DateTimeOffset EndsAt, DateTimeOffset? EndedAt)
{
    public static Session? Evolve(Session? state, object @event) => @event switch
    {
        SessionBegun e => new(e.SessionId, e.PersonId, e.CallerId, e.Name, e.Grant, e.SecretSha256, e.BegunAt, e.EndsAt, null),
        // Of two who end it at once the second finds nothing left.
        SessionEnded e when state is not null => state with { EndedAt = e.EndedAt },
        _ => state,
    };

    public static object[] End(Session? state, SessionEnd reason, DateTimeOffset now) =>
        state is { EndedAt: null } ? [new SessionEnded(state.Id, reason, now)] : [];

    /// <summary>Whether it lets in at this moment.</summary>
    /// <param name="lastSeenAt">When it was last used.</param>
    /// <param name="idle">After how long without use it is over.</param>
    public bool LetsIn(string secret, DateTimeOffset lastSeenAt, TimeSpan idle, DateTimeOffset now) =>
        Secret.Matches(secret, SecretSha256) && EndedAt is null && now < EndsAt && now < lastSeenAt + idle;

    /// <summary>What the browser holds: the id, which finds the session, and the secret, which proves it.</summary>
    public static string Text(Guid id, string secret) => $"{id:N}.{secret}";

    /// <summary>Takes apart what a browser sent; null when it is of another form.</summary>
    public static (Guid Id, string Secret)? Parse(string? text) =>
        text?.Split('.') is [var id, { Length: Access.Secret.Length } secret] && Guid.TryParseExact(id, "N", out var session) ? (session, secret) : null;
}

internal sealed partial class SessionProjection : SingleStreamProjection<Session, Guid>
{
    // What is over is found in the log; the document is for those that live.
    public override Session? Evolve(Session? snapshot, Guid id, IEvent e) => Session.Evolve(snapshot, e.Data) is { EndedAt: null } living ? living : null;
}

/// <summary>When a session was used last: no event, or every page would be one.</summary>
public sealed record SessionUse(Guid Id, DateTimeOffset LastSeenAt);
