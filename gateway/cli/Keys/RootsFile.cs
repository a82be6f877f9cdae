using Distribution.Contracts.Rules.Trust;

namespace Distribution.Cli.Keys;

/// <summary>The file with the chain of roots, which the services and --root-file of agents are given.</summary>
internal sealed record RootsFile(string Path, RootChain Chain)
{
    /// <summary>Every root that can be read, the newest last.</summary>
    public IReadOnlyList<TrustRoot> Roots => [.. Chain.Roots.Select(signed => TrustRoot.Read(signed.Bytes)!)];

    /// <summary>What the computers would go by after it, or why they would not.</summary>
    public FollowedRoots Followed => RootRules.Follow(null, Chain, SigningKey.Verify);

    /// <exception cref="GatewayException">There is no such file, or it holds no roots.</exception>
    public static RootsFile Open(string path) =>
        RootChain.Read(KeyFiles.Read(path)) is { Roots.Count: > 0 } chain && chain.Roots.All(signed => signed.Bytes is { } bytes && TrustRoot.Read(bytes) is not null)
            ? new(path, chain)
            : throw new GatewayException($"{path} holds no roots.");

    /// <summary>Puts a root behind the others.</summary>
    public RootsFile With(SignedRoot root) => this with { Chain = new([.. Chain.Roots, root]) };

    /// <summary>Replaces the newest root.</summary>
    public RootsFile WithLast(SignedRoot root) => this with { Chain = new([.. Chain.Roots.SkipLast(1), root]) };

    /// <summary>Replaces the file as one step: a service that reads it meanwhile sees the old one or the new one.</summary>
    public RootsFile Save()
    {
        var fresh = Path + ".new";
        File.WriteAllBytes(fresh, Chain.ToBytes());
        File.Move(fresh, Path, overwrite: true);
        return this;
    }
}

/// <summary>Keys in files.</summary>
internal static class KeyFiles
{
    public static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new GatewayException(problem.Message);
        }
    }

    public static SigningKey Private(string path) => Parse(path, SigningKey.Parse);

    /// <summary>The public half, from a public or a private key.</summary>
    public static byte[] Public(string path) => Parse(path, SigningKey.PublicKeyIn);

    private static T Parse<T>(string path, Func<string, T> parse)
    {
        try
        {
            return parse(System.Text.Encoding.UTF8.GetString(Read(path)));
        }
        catch (FormatException wrong)
        {
            throw new GatewayException($"{path}: {wrong.Message}");
        }
    }
}
