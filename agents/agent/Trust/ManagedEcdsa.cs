using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;

namespace Distribution.Agent.Trust;

/// <summary>ECDSA on P-256 with SHA-256 without the platform's help. A class of its own, so that the library is loaded only where it is used.</summary>
internal static class ManagedEcdsa
{
    private const int HalfBytes = 32;

    public static bool Verify(byte[] publicKey, byte[] data, byte[] signature)
    {
        if (signature.Length != 2 * HalfBytes || Key(publicKey) is not { } key)
            return false;
        var signer = new ECDsaSigner();
        signer.Init(forSigning: false, key);
        return signer.VerifySignature(
            System.Security.Cryptography.SHA256.HashData(data), new BigInteger(1, signature, 0, HalfBytes), new BigInteger(1, signature, HalfBytes, HalfBytes));
    }

    private static ECPublicKeyParameters? Key(byte[] publicKey)
    {
        try
        {
            return PublicKeyFactory.CreateKey(publicKey) as ECPublicKeyParameters;
        }
        catch (Exception wrong) when (wrong is IOException or ArgumentException or InvalidCastException or SecurityUtilityException)
        {
            return null;
        }
    }
}
