using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Distribution.Proxy.Access;

/// <summary>Random secrets of 256 bits: shown once, kept as SHA-256. Unlike what people choose, they cannot be guessed, and so need no dear hash.</summary>
internal static class Secret
{
    /// <summary>How many characters a secret has.</summary>
    public const int Length = 43;

    // Without what looks alike in print: it is read from a log and typed.
    private const string Readable = "abcdefghjkmnpqrstuvwxyz23456789";

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>A password for one use, of some 98 bits in groups of five.</summary>
    public static string NewPassword() =>
        string.Join('-', Enumerable.Range(0, 4).Select(_ => new string(RandomNumberGenerator.GetItems<char>(Readable, 5))));

    public static string Sha256(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    public static bool Matches(string secret, string sha256) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sha256(secret)), Encoding.ASCII.GetBytes(sha256));
}
