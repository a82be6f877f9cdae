using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Distribution.ServiceDefaults;

/// <summary>
/// What the gateway tells a service about the caller: the caller, the one service it is for, and the end of its short life, signed.
/// Of two services each refuses what was meant for the other, and a minute later nobody takes it any more.
/// </summary>
public static class CallerToken
{
    /// <summary>The header that carries it; what a client sends under this name is thrown away at the gateway.</summary>
    public const string Header = "X-Distribution-Caller";

    /// <summary>How long it is good for: the way from the gateway to a service, and clocks that differ a little.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(60);

    /// <summary>Signs a caller for one service.</summary>
    public static string Sign(Caller caller, string service, CallerKeys keys, DateTimeOffset now)
    {
        var said = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new Said(service, (now + Life).ToUnixTimeSeconds(), caller), HouseJson.Options));
        return $"{said}.{Base64Url.EncodeToString(Signature(said, keys.Signs))}";
    }

    /// <summary>The caller that was signed, or null when it was not signed by the gateway, not for this service, or too long ago.</summary>
    public static Caller? Verify(string token, string service, CallerKeys keys, DateTimeOffset now)
    {
        if (token.Split('.') is not [var said, { Length: 43 } signature])
            return null;
        var given = new byte[SHA256.HashSizeInBytes];
        if (!Base64Url.TryDecodeFromChars(signature, given, out var length) || length != given.Length)
            return null;
        var right = false;
        foreach (var key in keys.Verify)
            right |= CryptographicOperations.FixedTimeEquals(given, Signature(said, key));
        // Only what we signed ourselves is parsed.
        return right && JsonSerializer.Deserialize<Said>(Base64Url.DecodeFromChars(said), HouseJson.Options) is { } read
            && read.Service == service && now.ToUnixTimeSeconds() < read.Until
            ? read.Caller
            : null;
    }

    private static byte[] Signature(string said, byte[] key) => HMACSHA256.HashData(key, Encoding.ASCII.GetBytes($"caller\n{said}"));

    private sealed record Said(string Service, long Until, Caller Caller);
}
