using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Distribution.Proxy.Access.Sessions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Distribution.Proxy.Access.OpenIdConnect;

/// <summary>Somebody is on the way to the identity provider and back; good for ten minutes and for one return.</summary>
/// <param name="Id">SHA-256 of the state that comes back, so that reading the database lets nobody come back in another's place.</param>
/// <param name="BrowserSha256">Of what only the browser holds that left.</param>
public sealed record SignInUnderWay(string Id, string BrowserSha256, string Nonce, string Verifier, DateTimeOffset EndsAt);

/// <summary>Authorization code with PKCE (RFC 7636): the browser goes to the provider and comes back with a code that only we can exchange.</summary>
internal static class SignInAtProvider
{
    private const string Cookie = "distribution-signing-in";
    private const int MostOfAddress = 200;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    public static void MapSignInAtProvider(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/access/provider", (ProviderSettings settings) => TypedResults.Ok(new { name = settings is { Authority: not null, ClientId: not null } ? settings.Name : null }));

        routes.MapGet("/api/access/provider/start", async Task<IResult> (
            HttpContext http, ProviderSettings settings, Provider provider, AccessSettings access, GuessLimit limit, IDocumentSession session, TimeProvider clock,
            CancellationToken ct) =>
        {
            // Each leaves a document for ten minutes: nobody fills the database with them.
            if (limit.Begin($"provider {http.CallerAddress()}", MostOfAddress) is { } wait)
                throw new TooManyAttemptsException(wait);
            if (settings is not { Authority: not null, ClientId: { } client })
                throw new NotFoundException("identity provider", "to sign in at");
            var (state, browser, nonce, verifier) = (Secret.New(), Secret.New(), Secret.New(), Secret.New());
            var until = clock.GetUtcNow() + Life;
            session.Store(new SignInUnderWay(Secret.Sha256(state), Secret.Sha256(browser), nonce, verifier, until));
            await session.SaveChangesAsync(ct);
            // Lax: it has to come along when the provider sends the browser back.
            http.Response.Cookies.Append(Cookie, browser, new CookieOptions
            {
                HttpOnly = true, Secure = http.Request.IsHttps || access.PublicAddress?.Scheme == Uri.UriSchemeHttps, SameSite = SameSiteMode.Lax,
                Path = "/api/access/provider", Expires = until, IsEssential = true,
            });
            return TypedResults.Redirect(QueryHelpers.AddQueryString((await provider.ConfigurationAsync(ct)).AuthorizationEndpoint, new Dictionary<string, string?>
            {
                ["response_type"] = "code", ["client_id"] = client, ["redirect_uri"] = Return(http, access), ["scope"] = settings.Scopes, ["state"] = state, ["nonce"] = nonce,
                ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))), ["code_challenge_method"] = "S256",
            }));
        });

        routes.MapGet("/api/access/provider/return", async Task<IResult> (
            string? code, string? state, string? error, HttpContext http, ProviderSettings settings, Provider provider, AccessSettings access, BeginSession begin,
            IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            var id = Secret.Sha256(state ?? "");
            var underWay = await session.LoadAsync<SignInUnderWay>(id, ct);
            if (underWay is null || clock.GetUtcNow() >= underWay.EndsAt || !Secret.Matches(http.Request.Cookies[Cookie] ?? "", underWay.BrowserSha256))
                throw new NotAuthenticatedException("This sign-in was not begun in this browser, or too long ago. Begin again.");
            // Before anything else: whatever comes of it, it comes once.
            session.Delete<SignInUnderWay>(id);
            await session.SaveChangesAsync(ct);
            http.Response.Cookies.Delete(Cookie, new CookieOptions { Path = "/api/access/provider" });
            if (code is null)
                throw new NotAuthenticatedException($"The identity provider did not let you in ({(error is { Length: <= 100 } ? error : "without a reason")}).");

            var configuration = await provider.ConfigurationAsync(ct);
            var token = await provider.VerifyAsync(await ExchangeAsync(code, underWay.Verifier, Return(http, access), configuration, settings, provider, ct), settings.ClientId!, ct);
            if (!token.TryGetPayloadValue<string>("nonce", out var nonce) || nonce != underWay.Nonce)
                throw new NotAuthenticatedException("The token of the identity provider belongs to another sign-in.");
            var grant = ClaimRoles.Of(token, settings.Roles)
                ?? throw new ForbiddenException("You are known to the identity provider, but it gives you no role here. An administrator can change that.");
            var name = token.TryGetPayloadValue<string>(settings.NameClaim, out var named) ? named : token.Subject;
            await begin.ForAsync(null, $"{token.Issuer}#{token.Subject}", name, grant, http, ct);
            return TypedResults.LocalRedirect("/");
        });
    }

    private static string Return(HttpContext http, AccessSettings access) =>
        new Uri(access.PublicAddress ?? new Uri($"{http.Request.Scheme}://{http.Request.Host}"), "/api/access/provider/return").ToString();

    private static async Task<string> ExchangeAsync(
        string code, string verifier, string back, OpenIdConnectConfiguration configuration, ProviderSettings settings, Provider provider, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, configuration.TokenEndpoint)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = back, ["code_verifier"] = verifier, ["client_id"] = settings.ClientId!,
            }),
        };
        if (settings.ClientSecret is { } secret)
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(settings.ClientId!)}:{Uri.EscapeDataString(secret)}")));

        try
        {
            using var answer = await provider.Http.SendAsync(request, ct);
            // What is no JSON comes from something between us and the provider.
            var said = answer.Content.Headers.ContentType?.MediaType == "application/json" ? new OpenIdConnectMessage(await answer.Content.ReadAsStringAsync(ct)) : null;
            return answer.IsSuccessStatusCode && said?.IdToken is { Length: > 0 } token
                ? token
                : throw new NotAuthenticatedException($"The identity provider gave no token for its code ({said?.Error ?? $"{(int)answer.StatusCode}"}).");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or ArgumentException or JsonException || (fault is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new NotAuthenticatedException(Provider.DoesNotAnswer);
        }
    }
}
