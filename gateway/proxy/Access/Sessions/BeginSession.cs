using Distribution.Proxy.Access.People;

namespace Distribution.Proxy.Access.Sessions;

/// <summary>Begins a session under a new secret, whatever the browser held before: nobody can be led to use a session that another knows.</summary>
internal sealed class BeginSession(IDocumentSession store, HeldSession held, SessionCookie cookie, AccessSettings settings, TimeProvider clock)
{
    public Task ForAsync(Person person, HttpContext http, CancellationToken ct) =>
        ForAsync(person.Id, person.Id.ToString(), person.DisplayName, null, http, ct);

    /// <summary>For a person of ours, or (without an id) for somebody of an identity provider with what it grants.</summary>
    public async Task ForAsync(Guid? personId, string callerId, string name, Grant? grant, HttpContext http, CancellationToken ct)
    {
        var (id, secret, now) = (Guid.CreateVersion7(), Secret.New(), clock.GetUtcNow());
        var begun = new SessionBegun(
            id, personId, callerId, name, grant, Secret.Sha256(secret), http.CallerAddress()?.ToString(), now, now + settings.SessionLife);
        await held.EndAsync(http, ct);
        store.Events.StartStream<Session>(id, begun);
        store.Store(new SessionUse(id, now));
        await store.SaveChangesAsync(ct);
        cookie.Write(http, Session.Text(id, secret), begun.EndsAt);
    }
}
