using System.Security.Cryptography;

namespace Distribution.Contracts.Rules.Trust;

/// <summary>Verifies an ECDSA signature on P-256 with SHA-256.</summary>
/// <param name="publicKey">Subject public key info.</param>
/// <param name="signature">64 bytes: r and s.</param>
public delegate bool VerifySignature(byte[] publicKey, byte[] data, byte[] signature);

/// <summary>A private key: a root key, which belongs offline, or the key of a service.</summary>
public sealed class SigningKey : IDisposable
{
    /// <summary>The one algorithm: ECDSA on P-256 with SHA-256.</summary>
    public const string Algorithm = "ES256";

    private readonly ECDsa _key;
    private readonly Lock _turn = new();

    private SigningKey(ECDsa key)
    {
        _key = key;
        PublicKey = key.ExportSubjectPublicKeyInfo();
        Id = IdOf(PublicKey);
    }

    /// <summary>Follows from the public key: the first half of its SHA-256, in hexadecimal.</summary>
    public string Id { get; }

    /// <summary>Subject public key info.</summary>
    public byte[] PublicKey { get; }

    /// <summary>A new key.</summary>
    public static SigningKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads a private key in PEM (PKCS#8 or SEC 1).</summary>
    /// <exception cref="FormatException">It is no private key on P-256. The text itself is never told: messages end in logs.</exception>
    public static SigningKey Parse(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.ExportParameters(includePrivateParameters: true) is { Curve.Oid.Value: "1.2.840.10045.3.1.7", D: not null })
                return new(key);
        }
        catch (Exception problem) when (problem is ArgumentException or CryptographicException)
        {
            // Told below, without the text.
        }

        key.Dispose();
        throw new FormatException("It is no private key in PEM on the curve P-256.");
    }

    /// <summary>Reads the public half of a key, or of a private one, in PEM.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static byte[] PublicKeyIn(string pem)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == "1.2.840.10045.3.1.7")
                return key.ExportSubjectPublicKeyInfo();
        }
        catch (Exception problem) when (problem is ArgumentException or CryptographicException)
        {
            // Told below.
        }

        throw new FormatException("It is no key in PEM on the curve P-256.");
    }

    /// <summary>The private key in PEM (PKCS#8): whoever has it speaks for the platform.</summary>
    public string ToPem() => _key.ExportPkcs8PrivateKeyPem();

    /// <summary>The public key in PEM.</summary>
    public string ToPublicPem() => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>The public half, as a root names it.</summary>
    public TrustedKey ToTrusted(string? role = null) => Trusted(PublicKey, role);

    /// <summary>A public key, as a root names it.</summary>
    public static TrustedKey Trusted(byte[] publicKey, string? role = null) => new(IdOf(publicKey), Convert.ToBase64String(publicKey), role);

    /// <summary>64 bytes: r and s.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        // The platform does not promise that one key may sign twice at the same moment.
        lock (_turn)
            return _key.SignData(data, HashAlgorithmName.SHA256);
    }

    /// <summary>The id of a public key.</summary>
    public static string IdOf(ReadOnlySpan<byte> publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey).AsSpan(0, 16));

    /// <summary>Verifies by the platform's own cryptography.</summary>
    public static bool Verify(byte[] publicKey, byte[] data, byte[] signature)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(publicKey, out _);
            return key.VerifyData(data, signature, HashAlgorithmName.SHA256);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _key.Dispose();
}
