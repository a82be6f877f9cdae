using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Distribution.Contracts.Rules;

/// <summary>What a request for content brought with it.</summary>
public enum ContentLinkVerdict
{
    Good,
    Missing,
    Wrong,
    Expired,
}

/// <summary>
/// Signed addresses of content: task-scheduling signs, packages verifies, and neither asks the other. Whoever holds the
/// address may fetch the content until it expires; nobody else may, at the service or at a cache that keeps answers by address.
/// </summary>
public static class ContentLinks
{
    /// <summary>Expiries are rounded up to whole weeks, so that within a week every computer is told the SAME address: a cache holds one copy.</summary>
    public const long GridSeconds = 7 * 24 * 60 * 60;

    /// <summary>Days that an instruction may lie in a computer's queue (its x-expires); its links must live as long.</summary>
    public const int DaysInQueue = 180;

    /// <summary>When the links of an instruction expire, in Unix seconds: not before the execution does, nor before its queue would.</summary>
    public static long ExpiryOfInstruction(DateTimeOffset dispatchedAt, DateTimeOffset? executionExpiresAt)
    {
        var queued = dispatchedAt.AddDays(DaysInQueue);
        var least = (executionExpiresAt > queued ? executionExpiresAt.Value : queued).ToUnixTimeSeconds();
        return (least + GridSeconds - 1) / GridSeconds * GridSeconds;
    }

    /// <summary>The signed path of content, as the service that keeps it has it.</summary>
    /// <param name="sha256">The content's address, 64 lower-case hexadecimal digits.</param>
    /// <param name="expires">Unix seconds; at that moment it is refused.</param>
    /// <param name="fileName">The name under which a browser saves it; null for computers, which name it themselves.</param>
    public static string PathOf(string sha256, long expires, ContentLinkKeys keys, string? fileName = null)
    {
        var until = expires.ToString(CultureInfo.InvariantCulture);
        var name = fileName is null ? "" : $"&name={Uri.EscapeDataString(fileName)}";
        return $"/contents/{sha256}?expires={until}&signature={Base64Url.EncodeToString(Signature(sha256, until, fileName, keys.Signs))}{name}";
    }

    /// <summary>Judges a link by every key; a wrong signature is never told apart by time.</summary>
    public static ContentLinkVerdict Judge(
        string sha256, string? expires, string? signature, string? fileName, ContentLinkKeys keys, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(expires) || string.IsNullOrEmpty(signature))
            return ContentLinkVerdict.Missing;
        var given = new byte[SHA256.HashSizeInBytes];
        if (signature.Length != 43 || !Base64Url.TryDecodeFromChars(signature, given, out var length) || length != given.Length)
            return ContentLinkVerdict.Wrong;
        var right = false;
        foreach (var key in keys.Verify)
            right |= CryptographicOperations.FixedTimeEquals(given, Signature(sha256, expires, fileName, key));
        if (!right || ExpiryOf(expires) is not { } at)
            return ContentLinkVerdict.Wrong;
        return now.ToUnixTimeSeconds() < at ? ContentLinkVerdict.Good : ContentLinkVerdict.Expired;
    }

    /// <summary>The expiry that a path names, in Unix seconds, or null when it names none; nobody vouches for it.</summary>
    public static long? ExpiryIn(string path)
    {
        const string name = "expires=";
        var begin = path.IndexOf(name, StringComparison.Ordinal);
        return begin < 0 ? null : ExpiryOf(path[(begin + name.Length)..].Split('&')[0]);
    }

    private static long? ExpiryOf(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : null;

    // Neither an address nor a number holds a line break, so no two links are signed alike.
    private static byte[] Signature(string sha256, string expires, string? fileName, byte[] key) =>
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(fileName is null ? $"{sha256}\n{expires}" : $"{sha256}\n{expires}\n{fileName}"));
}
