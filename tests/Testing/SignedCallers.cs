using System.Reflection;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Distribution.ServiceDefaults;

namespace Distribution.Testing;

/// <summary>Signs each request to a service as the gateway does: for a caller with every right, for another, or (null) for nobody.</summary>
public sealed partial class SignedCallers(string service, Caller? caller, HttpMessageHandler? inner = null) : DelegatingHandler(inner ?? new HttpClientHandler())
{
    /// <summary>Somebody who may do everything everywhere.</summary>
    public static readonly Caller Everything = new("tests", "The tests", CallerKind.Key, ["system-administrator"]);

    /// <summary>The key that the gateway would share with every service in this process.</summary>
    public static readonly string Key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static readonly CallerKeys Keys = CallerKeys.Parse(Key);

    /// <summary>Signs for a caller with every right.</summary>
    public SignedCallers(string service)
        : this(service, Everything)
    {
    }

    /// <summary>What the gateway would tell a service of a caller.</summary>
    /// <param name="life">Longer than a gateway's would live, for programs that send the same one again and again.</param>
    public static string Token(string service, Caller? caller = null, TimeSpan life = default) =>
        CallerToken.Sign(caller ?? Everything, service, Keys, DateTimeOffset.UtcNow + life);

    /// <summary>The same as a line of a request that is written by hand.</summary>
    public static string Line(string service) => $"{CallerToken.Header}: {Token(service)}\r\n";

    /// <summary>The name of the service that an assembly holds.</summary>
    public static string NameOf(Assembly program) => Words().Replace(program.GetName().Name!.Split('.')[^1], "-$0").ToLowerInvariant();

    /// <inheritdoc />
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (caller is not null && !request.Headers.Contains(CallerToken.Header))
            request.Headers.TryAddWithoutValidation(CallerToken.Header, Token(service, caller));
        return base.SendAsync(request, cancellationToken);
    }

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex Words();
}
