using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Distribution.Contracts.Rules.Trust;

/// <summary>What is thought of a message to a computer.</summary>
public enum MessageTrust
{
    Trusted,
    NotSigned,
    UnknownKey,
    WrongRole,
    Altered,
    Expired,
    RootExpired,
    TooLong,
}

/// <summary>The verdict on a message's signature.</summary>
/// <param name="Detail">In words for the operator; empty when it is trusted.</param>
/// <param name="IssuedAt">When it was made, in Unix milliseconds, by the signature's word; 0 when it is not trusted.</param>
public sealed record SignatureVerdict(MessageTrust Trust, string Detail, long IssuedAt = 0);

/// <summary>
/// The signature of a message to one computer, in the message's headers: of the bytes as they are sent, for that computer, of that type,
/// for a time. Nothing of the message is read before it was verified.
/// </summary>
/// <param name="KeyId">The key.</param>
/// <param name="Signature">Base64 of 64 bytes.</param>
/// <param name="IssuedAt">Unix milliseconds.</param>
/// <param name="ExpiresAt">Unix milliseconds; from then on it is refused.</param>
public sealed record MessageSignature(string KeyId, string Signature, long IssuedAt, long ExpiresAt)
{
    /// <summary>Names of the headers.</summary>
    public const string KeyHeader = "signature-key", SignatureHeader = "signature", IssuedHeader = "signature-issued", ExpiresHeader = "signature-expires", RootHeader = "root-version";

    /// <summary>Longest body that is looked at, in bytes.</summary>
    public const int LongestBody = 16 * 1024 * 1024;

    /// <summary>As long as a computer's queue keeps a message: what was sent to a computer that is off for months is good when it comes back.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(ContentLinks.DaysInQueue);

    /// <summary>The signed bytes. No part can hold a line break, so no two messages are signed alike.</summary>
    public static byte[] Payload(Guid computerId, string type, long issuedAt, long expiresAt, ReadOnlySpan<byte> body) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"distribution message 1\n{computerId:D}\n{type}\n{issuedAt}\n{expiresAt}\n{Convert.ToHexStringLower(SHA256.HashData(body))}"));

    /// <summary>Signs a message.</summary>
    public static MessageSignature Of(SigningKey key, Guid computerId, string type, DateTimeOffset issuedAt, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(key);
        var (issued, expires) = (issuedAt.ToUnixTimeMilliseconds(), (issuedAt + Lifetime).ToUnixTimeMilliseconds());
        return new(key.Id, Convert.ToBase64String(key.Sign(Payload(computerId, type, issued, expires, body))), issued, expires);
    }

    /// <summary>The headers that carry it.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Headers =>
    [
        new(KeyHeader, KeyId), new(SignatureHeader, Signature),
        new(IssuedHeader, IssuedAt.ToString(CultureInfo.InvariantCulture)), new(ExpiresHeader, ExpiresAt.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>Reads it from headers, whose texts come as bytes from the broker; null when it is not whole.</summary>
    public static MessageSignature? From(IDictionary<string, object?>? headers) =>
        Text(headers, KeyHeader) is { Length: > 0 } key && Text(headers, SignatureHeader) is { Length: > 0 } signature
        && Number(headers, IssuedHeader) is { } issued && Number(headers, ExpiresHeader) is { } expires
            ? new(key, signature, issued, expires)
            : null;

    /// <summary>The version of the root that the sender goes by; 0 when it says none. Nobody vouches for it: it is a reason to ask for roots.</summary>
    public static long RootIn(IDictionary<string, object?>? headers) => Number(headers, RootHeader) ?? 0;

    /// <summary>Judges a message to a computer by the root that the computer goes by.</summary>
    /// <param name="signature">What came with it; null when nothing did.</param>
    /// <param name="beginsWork">An expired root begins no new work; what ends work, or concerns the computer itself, is taken still.</param>
    public static SignatureVerdict Judge(
        TrustRoot root, MessageSignature? signature, Guid computerId, string type, ReadOnlySpan<byte> body, bool beginsWork, DateTimeOffset now,
        VerifySignature verify)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(verify);
        if (body.Length > LongestBody)
            return new(MessageTrust.TooLong, $"The message has {body.Length:N0} bytes; {LongestBody:N0} are looked at.");
        if (signature is null)
            return new(MessageTrust.NotSigned, "The message is not signed.");
        if (root.Keys.FirstOrDefault(key => key.Id == signature.KeyId) is not { } key)
            return new(MessageTrust.UnknownKey, $"The key {Short(signature.KeyId)} is not among those of the root of version {root.Version}.");
        if (key.Role is null || key.Role != TrustRoles.ForMessage(type))
            return new(MessageTrust.WrongRole, $"The key {Short(key.Id)} may sign for {key.Role}, and not a message of this type.");
        var given = new byte[signature.Signature.Length];
        if (!Convert.TryFromBase64String(signature.Signature, given, out var length)
            || !verify(key.Bytes!, Payload(computerId, type, signature.IssuedAt, signature.ExpiresAt, body), given[..length]))
            return new(MessageTrust.Altered, "The signature is not one of these bytes for this computer: the message was altered, or made for another.");
        var at = now.ToUnixTimeMilliseconds();
        if (at >= signature.ExpiresAt)
            return new(MessageTrust.Expired, $"The signature expired at {DateTimeOffset.FromUnixTimeMilliseconds(signature.ExpiresAt):u}; it is {now:u} here.");
        return beginsWork && now >= root.ExpiresAt
            ? new(MessageTrust.RootExpired, $"The root of version {root.Version} expired at {root.ExpiresAt:u}; it is {now:u} here, and there is no later one.")
            : new(MessageTrust.Trusted, "", signature.IssuedAt);
    }

    private static long? Number(IDictionary<string, object?>? headers, string name) =>
        long.TryParse(Text(headers, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Text(IDictionary<string, object?>? headers, string name) =>
        headers?.TryGetValue(name, out var value) == true ? value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : value as string : null;

    private static string Short(string id) => id.Length <= 12 ? id : id[..12];
}
