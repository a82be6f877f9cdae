using Distribution.Proxy.Access.OpenIdConnect;

namespace Distribution.Proxy.Access.Callers;

/// <summary>A program that calls with an access token of the organisation's identity provider (client credentials).</summary>
internal static class CallerOfToken
{
    public static async Task<Caller> FindAsync(HttpContext context, string text)
    {
        var settings = context.RequestServices.GetRequiredService<ProviderSettings>();
        if (settings is not { Authority: not null, Audience: { Length: > 0 } audience } || text.Count(c => c == '.') != 2)
            throw new NotAuthenticatedException("This is neither an API key nor a token that is taken here.");
        var token = await context.RequestServices.GetRequiredService<Provider>().VerifyAsync(text, audience, context.RequestAborted);
        var grant = ClaimRoles.Of(token, settings.Roles) ?? throw new ForbiddenException("The token is good, but gives no role here.");
        var name = token.TryGetPayloadValue<string>("client_id", out var client) ? client : token.Subject;
        return new Caller(
            $"{token.Issuer}#{token.Subject}", name, CallerKind.Client, grant.Roles, grant.Groups, context.CallerAddress()?.ToString(), context.TraceIdentifier, Scopes: grant.Scopes);
    }
}
