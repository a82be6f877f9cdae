using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Distribution.Proxy.Access.OpenIdConnect;

/// <summary>
/// The identity provider: its addresses and keys, read when first needed, once a day, and at once when a token names a key that is not known
/// (but at most once a minute, or strangers could make us ask without end).
/// </summary>
internal sealed class Provider(ProviderSettings settings, TimeProvider clock) : IDisposable
{
    // Asymmetric ones alone: neither 'none' nor a public key taken for an HMAC's secret can pass.
    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256];
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);
    private static readonly TimeSpan LeastPause = TimeSpan.FromMinutes(1);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly SemaphoreSlim _turn = new(1);
    private OpenIdConnectConfiguration? _known;
    private DateTimeOffset _readAt;
    private DateTimeOffset _askedAt;

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

    public void Dispose()
    {
        Http.Dispose();
        _turn.Dispose();
    }

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

    private OpenIdConnectConfiguration? Known(DateTimeOffset notBefore) => _readAt > notBefore || clock.GetUtcNow() - _askedAt < LeastPause ? _known : null;

    private async Task<OpenIdConnectConfiguration> ReadAsync(DateTimeOffset notBefore, CancellationToken ct)
    {
        if (Known(notBefore) is { } known)
            return known;
        await _turn.WaitAsync(ct);
        try
        {
            if (Known(notBefore) is { } meanwhile)
                return meanwhile;
            _askedAt = clock.GetUtcNow();
            var address = settings.Authority!.ToString().TrimEnd('/') + "/.well-known/openid-configuration";
            var documents = new HttpDocumentRetriever(Http) { RequireHttps = settings.Authority.Scheme == Uri.UriSchemeHttps };
            var read = await OpenIdConnectConfigurationRetriever.GetAsync(address, documents, ct);
            if (!string.Equals(read.Issuer.TrimEnd('/'), settings.Authority.ToString().TrimEnd('/'), StringComparison.Ordinal))
                throw new NotAuthenticatedException("The identity provider says that it is another.");
            (_known, _readAt) = (read, clock.GetUtcNow());
            return read;
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException or ArgumentException or InvalidOperationException)
        {
            // What was known holds until the provider answers again.
            return _known ?? throw new NotAuthenticatedException("The identity provider does not answer.");
        }
        finally
        {
            _turn.Release();
        }
    }
}
