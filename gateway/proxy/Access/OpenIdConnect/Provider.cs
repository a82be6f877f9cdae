using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Distribution.Proxy.Access.OpenIdConnect;

/// <summary>
/// The identity provider: its addresses and keys, read when first needed, once a day, and at once when a token names a key that is not known
/// (but at most once a minute, whatever it answered: or strangers could make us ask without end).
/// </summary>
internal sealed class Provider(ProviderSettings settings, TimeProvider clock) : IDisposable
{
    // Asymmetric ones alone: neither 'none' nor a public key taken for an HMAC's secret can pass.
    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256];
    internal const string DoesNotAnswer = "The identity provider does not answer.";

    private static readonly TimeSpan Life = TimeSpan.FromDays(1);
    private static readonly TimeSpan LeastPause = TimeSpan.FromMinutes(1);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly Lock _lock = new();
    private OpenIdConnectConfiguration? _known;
    private DateTimeOffset _readAt;
    private DateTimeOffset _askedAt;
    private Task<OpenIdConnectConfiguration>? _asked;

    /// <summary>The one client with which the provider is asked.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = TimeSpan.FromSeconds(20), MaxResponseContentBufferSize = 1 << 20,
    };

    public Task<OpenIdConnectConfiguration> ConfigurationAsync(CancellationToken ct) => ReadAsync(clock.GetUtcNow() - Life, ct);

    /// <summary>The token when this provider signed it for this audience and it holds now; else an explanation that names no secret.</summary>
    /// <exception cref="NotAuthenticatedException">It is not what it has to be.</exception>
    public async Task<JsonWebToken> VerifyAsync(string token, string audience, CancellationToken ct)
    {
        var result = await ValidateAsync(token, audience, await ConfigurationAsync(ct));
        if (!result.IsValid && result.Exception is SecurityTokenSignatureKeyNotFoundException)
            result = await ValidateAsync(token, audience, await ReadAsync(clock.GetUtcNow(), ct));
        return result.IsValid
            ? (JsonWebToken)result.SecurityToken
            : throw new NotAuthenticatedException($"The token is not accepted: {Reason(result.Exception)}.");
    }

    public void Dispose() => Http.Dispose();

    private Task<TokenValidationResult> ValidateAsync(string token, string audience, OpenIdConnectConfiguration known) =>
        _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = known.Issuer,
            ValidAudience = audience,
            IssuerSigningKeys = known.SigningKeys,
            TryAllIssuerSigningKeys = false,
            ValidAlgorithms = Algorithms,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ClockSkew = TimeSpan.FromSeconds(60),
            LifetimeValidator = (notBefore, expires, _, parameters) => Holds(notBefore, expires, parameters.ClockSkew),
        });

    private bool Holds(DateTime? notBefore, DateTime? expires, TimeSpan skew)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + skew && !(notBefore > now + skew);
    }

    private static string Reason(Exception? fault) => fault switch
    {
        SecurityTokenInvalidAudienceException => "it is meant for somebody else",
        SecurityTokenInvalidIssuerException => "another provider issued it",
        SecurityTokenExpiredException or SecurityTokenInvalidLifetimeException or SecurityTokenNoExpirationException => "it does not hold now",
        SecurityTokenSignatureKeyNotFoundException => "it is signed with an unknown key",
        SecurityTokenInvalidAlgorithmException or SecurityTokenInvalidSignatureException => "its signature is not right",
        _ => "it cannot be read",
    };

    private Task<OpenIdConnectConfiguration> ReadAsync(DateTimeOffset notBefore, CancellationToken ct)
    {
        lock (_lock)
        {
            if (_known is not null && _readAt > notBefore)
                return Task.FromResult(_known);
            if (_asked is null || (_asked.IsCompleted && clock.GetUtcNow() - _askedAt >= LeastPause))
                (_askedAt, _asked) = (clock.GetUtcNow(), Task.Run(AskAsync, CancellationToken.None));
            // One question for all who come meanwhile, and its answer for all who come soon after, a fault as well.
            return _asked.WaitAsync(ct);
        }
    }

    private async Task<OpenIdConnectConfiguration> AskAsync()
    {
        try
        {
            var address = settings.Authority!.ToString().TrimEnd('/') + "/.well-known/openid-configuration";
            var documents = new HttpDocumentRetriever(Http) { RequireHttps = settings.Authority.Scheme == Uri.UriSchemeHttps };
            var read = await OpenIdConnectConfigurationRetriever.GetAsync(address, documents, CancellationToken.None);
            if (!string.Equals(read.Issuer?.TrimEnd('/'), settings.Authority.ToString().TrimEnd('/'), StringComparison.Ordinal))
                throw new NotAuthenticatedException("The identity provider says that it is another.");
            lock (_lock)
                (_known, _readAt) = (read, clock.GetUtcNow());
            return read;
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException or ArgumentException or InvalidOperationException or JsonException)
        {
            // What was known holds until the provider answers again.
            lock (_lock)
                return _known ?? throw new NotAuthenticatedException(DoesNotAnswer);
        }
    }
}
