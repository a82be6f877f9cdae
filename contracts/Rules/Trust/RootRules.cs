
namespace Distribution.Contracts.Rules.Trust;

/// <summary>The root that somebody goes by, with the bytes that were signed.</summary>
public sealed record PinnedRoot(TrustRoot Root, SignedRoot Document);

/// <summary>What following a chain of roots led to.</summary>
/// <param name="Pinned">The root to go by from now on; null when there is none yet.</param>
/// <param name="Fault">What in the chain was refused, in words for the operator; null when nothing was.</param>
public sealed record FollowedRoots(PinnedRoot? Pinned, string? Fault);

/// <summary>Which root may follow which.</summary>
public static class RootRules
{
    /// <summary>What a root key signs; the first words keep it apart from everything else that is signed.</summary>
    public static byte[] Payload(ReadOnlySpan<byte> root) => [.. "distribution root 1\n"u8, .. root];

    /// <summary>Adds a root key's signature.</summary>
    public static SignedRoot Sign(SignedRoot root, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(key);
        var signature = new RootSignature(key.Id, Convert.ToBase64String(key.Sign(Payload(root.Bytes!))));
        return root with { Signatures = [.. root.Signatures.Where(s => s.KeyId != key.Id), signature] };
    }

    /// <summary>A root without signatures.</summary>
    public static SignedRoot Draft(TrustRoot root)
    {
        ArgumentNullException.ThrowIfNull(root);
        return new(Convert.ToBase64String(root.ToBytes()), []);
    }

    /// <summary>
    /// Follows a chain from the pinned root on. Without one the first of the chain is believed: that is the moment of trust.
    /// Each root must be the next version, signed by enough keys of the one before and of its own. What is refused ends the way;
    /// what was accepted before it stays.
    /// </summary>
    public static FollowedRoots Follow(PinnedRoot? pinned, RootChain chain, VerifySignature verify)
    {
        ArgumentNullException.ThrowIfNull(chain);
        var newest = 0;
        foreach (var signed in chain.Roots)
        {
            if (signed.Bytes is not { } bytes || TrustRoot.Read(bytes) is not { } root)
                return new(pinned, "Something that is no root was offered as one.");
            newest = Math.Max(newest, root.Version);
            if (root.Version < pinned?.Root.Version)
                continue;
            if (root.Version == pinned?.Root.Version)
            {
                if (signed.Root != pinned.Document.Root)
                    return new(pinned, $"Another root of version {root.Version} was offered than the one that this computer goes by.");
                continue;
            }

            if (pinned is not null && root.Version != pinned.Root.Version + 1)
                return new(pinned, $"A root of version {root.Version} was offered; after version {pinned.Root.Version} only {pinned.Root.Version + 1} may come.");
            if (!IsSignedBy(pinned?.Root ?? root, signed, bytes, verify))
                return new(pinned, $"The root of version {root.Version} is not signed by enough of the root keys of version {(pinned?.Root ?? root).Version}.");
            if (!IsSignedBy(root, signed, bytes, verify))
                return new(pinned, $"The root of version {root.Version} is not signed by enough of its own root keys.");
            pinned = new(root, signed);
        }

        return newest < pinned?.Root.Version
            ? new(pinned, $"The newest root that was offered has version {newest}; this computer goes by version {pinned.Root.Version} already.")
            : new(pinned, null);
    }

    private static bool IsSignedBy(TrustRoot by, SignedRoot signed, byte[] bytes, VerifySignature verify) =>
        by.RootKeys.Count(key => signed.Signatures.Any(s => s.KeyId == key.Id && Base64(s.Signature) is { } signature && verify(key.Bytes!, Payload(bytes), signature)))
        >= by.Threshold;

    private static byte[]? Base64(string? text)
    {
        var bytes = new byte[text?.Length ?? 0];
        return Convert.TryFromBase64String(text ?? "", bytes, out var length) ? bytes[..length] : null;
    }
}
