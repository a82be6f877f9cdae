using Distribution.Contracts.Rules.Trust;

namespace Distribution.Agent.Tests.Trust;

/// <summary>Root keys and the roots that they sign, one after another.</summary>
internal sealed class Ceremony
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly List<SignedRoot> roots = [];
    private readonly DateTimeOffset expires;

    /// <param name="rootKeys">How many root keys there are.</param>
    /// <param name="threshold">How many of them must sign.</param>
    public Ceremony(int rootKeys = 1, int threshold = 1, DateTimeOffset? expires = null)
    {
        this.expires = expires ?? DateTimeOffset.UtcNow.AddDays(365);
        RootKeys = [.. Enumerable.Range(0, rootKeys).Select(_ => SigningKey.Create())];
        Offer(First(threshold));
    }

    public IReadOnlyList<SigningKey> RootKeys { get; }

    /// <summary>The key of task-scheduling.</summary>
    public SigningKey Tasks { get; } = SigningKey.Create();

    /// <summary>The key of id-group-policy.</summary>
    public SigningKey Computers { get; } = SigningKey.Create();

    public TrustRoot Last => TrustRoot.Read(roots[^1].Bytes)!;

    public RootChain Chain => new([.. roots]);

    public byte[] ToBytes() => Chain.ToBytes();

    /// <summary>Signs a root by the given keys, or by all, and puts it at the end of the chain.</summary>
    public Ceremony Offer(TrustRoot root, params SigningKey[] by)
    {
        roots.Add((by.Length > 0 ? by : [.. RootKeys]).Aggregate(RootRules.Draft(root), RootRules.Sign));
        return this;
    }

    /// <summary>Forgets the newest roots, as a cache that is behind does.</summary>
    public RootChain Before(int version) => new([.. roots.Where(root => TrustRoot.Read(root.Bytes)!.Version < version)]);

    public PinnedRoot Pinned() => RootRules.Follow(null, Chain, SigningKey.Verify).Pinned!;

    private TrustRoot First(int threshold) => new(
        1, expires.AddDays(-365), expires, threshold, [.. RootKeys.Select(key => key.ToTrusted())],
        [Tasks.ToTrusted(TrustRoles.Tasks), Computers.ToTrusted(TrustRoles.Computers)]);
}

internal static class NextRoots
{
    public static TrustRoot Next(this TrustRoot root) => root with { Version = root.Version + 1 };

    public static TrustRoot With(this TrustRoot root, SigningKey key, string role) => root with { Keys = [.. root.Keys, key.ToTrusted(role)] };

    public static TrustRoot Without(this TrustRoot root, SigningKey key) => root with { Keys = [.. root.Keys.Where(k => k.Id != key.Id)] };
}
