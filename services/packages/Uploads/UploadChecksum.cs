using System.Security.Cryptography;
using Distribution.ServiceDefaults;

namespace Distribution.Packages.Uploads;

/// <summary>The checksum that one PATCH says its own body has.</summary>
internal sealed class UploadChecksum : IDisposable
{
    /// <summary>The protocol's own status for a body that has another checksum.</summary>
    public const int Mismatch = 460;

    private readonly IncrementalHash _hash;
    private readonly byte[] _expected;

    private UploadChecksum(HashAlgorithmName algorithm, byte[] expected)
    {
        _hash = IncrementalHash.CreateHash(algorithm);
        _expected = expected;
    }

    /// <summary>The header's algorithm and value; null when there is none, 400 when it cannot be understood.</summary>
    public static UploadChecksum? Of(HttpRequest request)
    {
        var header = request.Headers["Upload-Checksum"].ToString();
        if (header.Length == 0)
            return null;
        var parts = header.Split(' ');
        HashAlgorithmName? algorithm = parts[0] switch { "sha1" => HashAlgorithmName.SHA1, "sha256" => HashAlgorithmName.SHA256, _ => null };
        return algorithm is { } known && parts.Length == 2 && TusProtocol.Base64(parts[1]) is { } value
            ? new UploadChecksum(known, value)
            : throw Validation.Broken("Upload-Checksum", "must be 'sha1' or 'sha256', a space, and the checksum in base64");
    }

    public ValueTask AppendAsync(ReadOnlyMemory<byte> bytes)
    {
        _hash.AppendData(bytes.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>Whether the body was what it says.</summary>
    public bool Matches() => CryptographicOperations.FixedTimeEquals(_hash.GetHashAndReset(), _expected);

    public void Dispose() => _hash.Dispose();
}
