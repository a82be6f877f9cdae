namespace Distribution.Proxy.Access.Sessions;

/// <summary>The session that a browser holds, which its secret proves; the id alone ends nothing.</summary>
internal sealed class HeldSession(IDocumentSession store, SessionCookie cookie, TimeProvider clock)
{
    /// <summary>Ends it, with whatever else the store saves next; nothing when the browser holds none that lives.</summary>
    public async Task EndAsync(HttpContext http, CancellationToken ct)
    {
        if (Session.Parse(cookie.Read(http)) is not { } held || await store.LoadAsync<Session>(held.Id, ct) is not { } session || !Secret.Matches(held.Secret, session.SecretSha256))
            return;
        store.Events.Append(session.Id, Session.End(session, SessionEnd.SignedOut, clock.GetUtcNow()));
        store.Delete<SessionUse>(session.Id);
    }
}
