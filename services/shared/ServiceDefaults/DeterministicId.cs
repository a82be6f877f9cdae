using System.Security.Cryptography;
using System.Text;

namespace Distribution.ServiceDefaults;

/// <summary>Ids that follow from what they stand for, so that a repeat can never make a second one.</summary>
public static class DeterministicId
{
    /// <summary>A version 8 id (RFC 9562) of the SHA-256 of a kind and its parts; another kind or part gives another id.</summary>
    public static Guid Of(string kind, params string[] parts)
    {
        // Each length goes in front, so that ("ab", "c") and ("a", "bc") differ.
        var text = string.Concat(parts.Prepend(kind).Select(part => $"{part.Length}:{part}"));
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
