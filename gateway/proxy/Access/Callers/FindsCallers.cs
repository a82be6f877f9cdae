using Distribution.Proxy.Access.ApiKeys;
using Distribution.Proxy.Access.People;
using Distribution.Proxy.Access.Sessions;

namespace Distribution.Proxy.Access.Callers;

/// <summary>
/// Finds out who is calling, anew for each request, so that what is revoked is revoked for the next one. What a request says of itself
/// on purpose (a key) counts before what a browser adds by itself (the cookie).
/// </summary>
internal static class FindsCallers
{
    // Where somebody may go with a password for one use: to another password, out, or in as somebody else.
    private static readonly PathString[] LetsThroughBefore = ["/api/access/password", "/api/access/session", "/api/access/sessions"];
    private static readonly TimeSpan Grain = TimeSpan.FromMinutes(1);

    public static async Task<Caller?> FindAsync(HttpContext context)
    {
        // The dashboard's files, its sign-in page among them, are for everybody, and so is health.
        if (!context.Request.Path.StartsWithSegments(ServiceRoutes.Prefix))
            return null;
        if (Shown(context.Request.Headers) is { } shown)
            return ApiKey.IsMeant(shown) ? await OfKeyAsync(context, shown) : await CallerOfToken.FindAsync(context, shown);
        return Session.Parse(context.RequestServices.GetRequiredService<SessionCookie>().Read(context)) is { } held ? await OfSessionAsync(context, held) : null;
    }

    private static string? Shown(IHeaderDictionary headers)
    {
        var (key, authorization) = (headers["X-Api-Key"].ToString(), headers.Authorization.ToString());
        return key.Length > 0 ? key
            : authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization["Bearer ".Length..].Trim()
            : authorization.Length > 0 ? throw new NotAuthenticatedException("The header Authorization must be 'Bearer' with an API key or a token.")
            : null;
    }

    private static async Task<Caller> OfKeyAsync(HttpContext context, string text)
    {
        var store = context.RequestServices.GetRequiredService<IDocumentSession>();
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        if (ApiKey.Parse(text) is not { } shown || await store.LoadAsync<ApiKey>(shown.Id, context.RequestAborted) is not { } key || !key.LetsIn(shown.Secret, now))
            throw new NotAuthenticatedException("This API key is wrong, expired or revoked.");
        var grant = key.Grant;
        if (key.OwnerId is { } ownerId)
        {
            grant = await store.LoadAsync<Person>(ownerId, context.RequestAborted) is { DisabledAt: null } owner
                ? grant.And(owner.Grant)
                : throw new NotAuthenticatedException("Whose key this is may not sign in any more.");
        }

        return new Caller(key.Id.ToString(), key.Name, CallerKind.Key, grant.Roles, grant.Groups, Address(context), context.TraceIdentifier, key.OwnerId?.ToString(), key.IssuedBy);
    }

    private static async Task<Caller?> OfSessionAsync(HttpContext context, (Guid Id, string Secret) held)
    {
        var services = context.RequestServices;
        var store = services.GetRequiredService<IDocumentSession>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        // A cookie that opens nothing any more is as good as none: the sign-in page is reached with it, too.
        if (await store.LoadAsync<Session>(held.Id, context.RequestAborted) is not { } session
            || await store.LoadAsync<SessionUse>(held.Id, context.RequestAborted) is not { } use
            || !session.LetsIn(held.Secret, use.LastSeenAt, services.GetRequiredService<AccessSettings>().SessionIdle, now))
            return null;
        var grant = session.Grant;
        if (session.PersonId is { } personId)
        {
            if (await store.LoadAsync<Person>(personId, context.RequestAborted) is not { DisabledAt: null } person || session.BegunAt < person.SessionsSince)
                return null;
            if (person.MustChangePassword && !LetsThroughBefore.Any(path => context.Request.Path.StartsWithSegments(path)))
                throw new ForbiddenException("The one-time password has to be changed first (PUT /api/access/password).");
            grant = person.Grant;
        }

        services.GetRequiredService<CrossSite>().Refuse(context);
        if (now - use.LastSeenAt > Grain)
        {
            store.Store(use with { LastSeenAt = now });
            await store.SaveChangesAsync(context.RequestAborted);
        }

        return new Caller(session.CallerId, session.Name, CallerKind.Person, grant!.Roles, grant.Groups, Address(context), context.TraceIdentifier, Scopes: grant.Scopes);
    }

    private static string? Address(HttpContext context) => context.CallerAddress()?.ToString();
}
