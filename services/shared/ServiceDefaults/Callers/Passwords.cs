using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Distribution.ServiceDefaults;

/// <summary>
/// Passwords that people choose, hashed with PBKDF2 over HMAC-SHA-256 and a salt of their own. A hash says how it was made, so
/// that the number of rounds may grow while old hashes still hold.
/// </summary>
public sealed class Passwords
{
    private const int Rounds = 600_000;
    private const string Kind = "pbkdf2-sha256";
    private const int MostRemembered = 20_000;

    // A right password is dear once only: a hundred thousand computers that register with one of a group would otherwise need hours of
    // processor time. Kept under a key that dies with the process; a wrong one is dear every time.
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, byte[]> _right = new();

    /// <summary>A new hash: kind, rounds, salt and key, separated by $.</summary>
    public static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return $"{Kind}${Rounds}${Convert.ToBase64String(salt)}${Convert.ToBase64String(Derive(password, salt, Rounds, 32))}";
    }

    /// <summary>Whether it is the password; null (there is none to compare with) takes as long as a wrong one.</summary>
    public bool Matches(string password, string? hash)
    {
        if (hash?.Split('$') is not [Kind, var rounds, var salt, var key])
        {
            Derive(password, _key[..16], Rounds, 32);
            return false;
        }

        var shown = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(password));
        if (_right.TryGetValue(hash, out var right) && CryptographicOperations.FixedTimeEquals(right, shown))
            return true;
        var wanted = Convert.FromBase64String(key);
        var derived = Derive(password, Convert.FromBase64String(salt), int.Parse(rounds, CultureInfo.InvariantCulture), wanted.Length);
        if (!CryptographicOperations.FixedTimeEquals(derived, wanted))
            return false;
        if (_right.Count >= MostRemembered)
            _right.Clear();
        _right[hash] = shown;
        return true;
    }

    private static byte[] Derive(string password, byte[] salt, int rounds, int length) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA256, length);
}
