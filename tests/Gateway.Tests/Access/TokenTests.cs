using System.Security.Cryptography;
using System.Text;
using Distribution.Proxy.Access.OpenIdConnect;
using Distribution.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Distribution.Gateway.Tests.Access;

/// <summary>Tokens as attackers make them, before a provider whose keys the test holds.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    private const string Audience = "https://distribution.example";
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly RSA _next = RSA.Create(2048);
    private readonly ECDsa _elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly MovedClock _clock = new();
    private readonly List<JsonWebKey> _published = [];
    private Task _mayAnswer = Task.CompletedTask;
    private int _asked;
    private bool _away;
    private int _read;
    private WebApplication _issuer = null!;
    private Provider _provider = null!;

    private string Issuer => _issuer.Urls.First();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _issuer = builder.Build();
        _issuer.MapGet("/.well-known/openid-configuration", async () =>
        {
            Interlocked.Increment(ref _asked);
            await _mayAnswer;
            return _away ? Results.Text("<html>bad gateway</html>", "text/html", statusCode: 502) : Results.Ok(new { issuer = Issuer, jwks_uri = $"{Issuer}/keys", authorization_endpoint = $"{Issuer}/auth", token_endpoint = $"{Issuer}/token" });
        });
        _issuer.MapGet("/keys", () =>
        {
            _read++;
            return new
            {
                keys = _published.Select(k => new Dictionary<string, string?> { ["kty"] = k.Kty, ["kid"] = k.Kid, ["n"] = k.N, ["e"] = k.E, ["crv"] = k.Crv, ["x"] = k.X, ["y"] = k.Y, ["use"] = "sig" }
                    .Where(part => part.Value is not null).ToDictionary()),
            };
        });
        await _issuer.StartAsync();
        _published.Add(JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(_rsa.ExportParameters(false)) { KeyId = "rsa" }));
        _published.Add(JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(ECDsa.Create(_elliptic.ExportParameters(false))) { KeyId = "ec" }));
        _provider = new Provider(new ProviderSettings { Authority = new Uri(Issuer) }, _clock);
    }

    public async ValueTask DisposeAsync()
    {
        _provider.Dispose();
        await _issuer.StopAsync();
        await _issuer.DisposeAsync();
        _rsa.Dispose();
        _next.Dispose();
        _elliptic.Dispose();
    }

    [Theory]
    [InlineData("rsa", SecurityAlgorithms.RsaSha256)]
    [InlineData("rsa", SecurityAlgorithms.RsaSsaPssSha256)]
    [InlineData("ec", SecurityAlgorithms.EcdsaSha256)]
    public async Task What_the_provider_signed_is_taken(string key, string algorithm) =>
        (await _provider.VerifyAsync(Token(Signing(key, algorithm)), Audience, default)).Subject.ShouldBe("nightly");

    [Fact]
    public async Task Nothing_that_is_not_signed_by_it_is_taken()
    {
        var good = Token(Signing("rsa", SecurityAlgorithms.RsaSha256));
        var parts = good.Split('.');
        var publicKey = Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem());
        var modulus = Base64UrlEncoder.DecodeBytes(_published[0].N);
        var tokens = new Dictionary<string, string>
        {
            ["none"] = $"{Part("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.",
            ["None"] = $"{Part("""{"alg":"None","typ":"JWT","kid":"rsa"}""")}.{parts[1]}.",
            ["the signature taken off"] = $"{parts[0]}.{parts[1]}.",
            ["HMAC with the public key"] = Hmac(publicKey, parts[1]),
            ["HMAC with the modulus"] = Hmac(modulus, parts[1]),
            ["another payload"] = $"{parts[0]}.{Part(Base64UrlEncoder.Decode(parts[1]).Replace("nightly", "somebody"))}.{parts[2]}",
            ["an elliptic signature under the RSA key's name"] = Token(Signing("ec", SecurityAlgorithms.EcdsaSha256, "rsa")),
            ["another's key under a known name"] = Token(new SigningCredentials(new RsaSecurityKey(_next) { KeyId = "rsa" }, SecurityAlgorithms.RsaSha256)),
            ["a weaker algorithm"] = Token(Signing("rsa", SecurityAlgorithms.RsaSha384)),
            ["nonsense"] = "a.b.c",
        };
        foreach (var (name, token) in tokens)
            await Should.ThrowAsync<NotAuthenticatedException>(() => _provider.VerifyAsync(token, Audience, default), name);
    }

    [Fact]
    public async Task It_is_for_us_from_it_and_for_now()
    {
        var key = Signing("rsa", SecurityAlgorithms.RsaSha256);
        await Refused(Token(key, audience: "https://elsewhere.example"), "somebody else");
        await Refused(Token(key, issuer: "https://elsewhere.example"), "another provider");
        await Refused(Token(key, expires: _clock.Now.AddMinutes(-2)), "does not hold now");
        await Refused(Token(key, notBefore: _clock.Now.AddMinutes(5)), "does not hold now");
        await _provider.VerifyAsync(Token(key, expires: _clock.Now.AddSeconds(-30)), Audience, default);    // clocks differ a little
    }

    [Fact]
    public async Task A_new_key_is_learned_when_a_token_names_it_and_strangers_cannot_make_us_ask_without_end()
    {
        await _provider.VerifyAsync(Token(Signing("rsa", SecurityAlgorithms.RsaSha256)), Audience, default);
        _published.Add(JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(_next.ExportParameters(false)) { KeyId = "next" }));
        var token = Token(new SigningCredentials(new RsaSecurityKey(_next) { KeyId = "next" }, SecurityAlgorithms.RsaSha256));
        for (var i = 0; i < 5; i++)
            await Refused(token, "unknown key");
        _read.ShouldBe(1);
        _clock.Now += TimeSpan.FromMinutes(2);
        (await _provider.VerifyAsync(token, Audience, default)).Kid.ShouldBe("next");
        _read.ShouldBe(2);
    }

    [Fact]
    public async Task A_provider_that_never_answered_is_asked_once_a_minute_whoever_comes()
    {
        _away = true;
        for (var i = 0; i < 5; i++)
            await Refused("a.b.c", "does not answer");
        _asked.ShouldBe(1);
        _away = false;
        _clock.Now += TimeSpan.FromMinutes(2);
        await _provider.VerifyAsync(Token(Signing("rsa", SecurityAlgorithms.RsaSha256)), Audience, default);
        _asked.ShouldBe(2);
    }

    [Fact]
    public async Task One_caller_who_hangs_up_takes_the_answer_from_nobody_else()
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _mayAnswer = answer.Task;
        using var hangsUp = new CancellationTokenSource();
        var token = Token(Signing("rsa", SecurityAlgorithms.RsaSha256));
        var first = _provider.VerifyAsync(token, Audience, hangsUp.Token);
        await Eventually.Holds(() => Task.FromResult(_asked), asked => asked == 1, "the provider is asked");
        var second = _provider.VerifyAsync(token, Audience, default);
        await hangsUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        answer.SetResult();
        (await second).Subject.ShouldBe("nightly");
        _asked.ShouldBe(1);
    }

    private async Task Refused(string token, string why) =>
        (await Should.ThrowAsync<NotAuthenticatedException>(() => _provider.VerifyAsync(token, Audience, default))).Message.ShouldContain(why);

    private SigningCredentials Signing(string key, string algorithm, string? called = null) => new(
        key == "ec" ? new ECDsaSecurityKey(_elliptic) { KeyId = called ?? key } : new RsaSecurityKey(_rsa) { KeyId = called ?? key }, algorithm);

    private string Token(SigningCredentials key, string audience = Audience, string? issuer = null, DateTimeOffset? expires = null, DateTimeOffset? notBefore = null) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer ?? Issuer, Audience = audience, Claims = new Dictionary<string, object> { ["sub"] = "nightly" }, SigningCredentials = key,
            Expires = (expires ?? _clock.Now.AddMinutes(5)).UtcDateTime, NotBefore = notBefore?.UtcDateTime,
        });

    private static string Hmac(byte[] key, string payload)
    {
        var text = $"{Part("""{"alg":"HS256","typ":"JWT","kid":"rsa"}""")}.{payload}";
        return $"{text}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(text)))}";
    }

    private static string Part(string json) => Base64UrlEncoder.Encode(json);

    private sealed class MovedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UtcNow;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
