using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Distribution.ServiceDefaults;

/// <summary>Ids that follow from what they stand for, so that a repeat can never make a second one.</summary>
public static class DeterministicId
{
    /// <summary>A version 8 id (RFC 9562) of the SHA-256 of a kind and its parts; another kind or part gives another id.</summary>
    public static Guid Of(string kind, params ReadOnlySpan<string> parts)
    {
        // Several for each of 100,000 computers: short ones, which are nearly all, leave nothing to collect.
        var most = Most(kind);
        foreach (var part in parts)
            most += Most(part);
        Span<byte> text = most <= 512 ? stackalloc byte[512] : new byte[most];
        var length = Write(kind, text);
        foreach (var part in parts)
            length += Write(part, text[length..]);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(text[..length], hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    private static int Most(string part) => 11 + Encoding.UTF8.GetMaxByteCount(part.Length);

    // Each length goes in front, so that ("ab", "c") and ("a", "bc") differ.
    private static int Write(string part, Span<byte> text)
    {
        part.Length.TryFormat(text, out var digits, provider: CultureInfo.InvariantCulture);
        text[digits] = (byte)':';
        return digits + 1 + Encoding.UTF8.GetBytes(part, text[(digits + 1)..]);
    }
}
