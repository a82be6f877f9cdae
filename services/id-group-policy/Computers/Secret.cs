using System.Security.Cryptography;
using System.Text;

namespace Distribution.IdGroupPolicy.Computers;

/// <summary>
/// Random secrets of 256 bits in hexadecimal. Being random and that long, they need no slow hash and no salt:
/// their SHA-256 gives nothing away, and it is all that is ever stored.
/// </summary>
internal static class Secret
{
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public static string Sha256(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Compares in constant time, so that the time of an answer says nothing about how much was right.</summary>
    public static bool Matches(string presented, string sha256) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(presented)), Convert.FromHexString(sha256));
}
