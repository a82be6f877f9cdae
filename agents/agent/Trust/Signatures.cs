using System.Security.Cryptography;
using Distribution.Contracts.Rules.Trust;

namespace Distribution.Agent.Trust;

/// <summary>Verifies signatures by the platform's cryptography, and where that lacks ECDSA (as in Wine) by managed code, which is loaded only there.</summary>
internal static class Signatures
{
    // A signature whose verdict is known: a platform that does not find it good cannot be asked.
    private const string KnownKey = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYSuGh52p5jflCzjhL6MHPkwzlusH79h/MLCkoQTCzdOP3MtuORPlGFwSfLf2f6ha7hUDA0c2J7S3vlqqkGDiYg==";
    private const string KnownSignature = "HShMyBkK8fmcHh7hRnW1kIhtq7y8rTX9vB+gtuzcN/25abQ77gmf3jupHddurxahdpVmjKRVBGqPXfijYESWGA==";

    private static readonly Lazy<VerifySignature> chosen = new(() => PlatformCan() ? SigningKey.Verify : ManagedEcdsa.Verify);

    public static bool Verify(byte[] publicKey, byte[] data, byte[] signature) => chosen.Value(publicKey, data, signature);

    private static bool PlatformCan()
    {
        try
        {
            return SigningKey.Verify(Convert.FromBase64String(KnownKey), "distribution"u8.ToArray(), Convert.FromBase64String(KnownSignature));
        }
        catch (Exception lacking) when (lacking is CryptographicException or PlatformNotSupportedException or DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }
}
