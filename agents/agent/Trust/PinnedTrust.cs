using System.Text.Json;
using Distribution.Agent.Journals;
using Distribution.Contracts.Rules.Trust;

namespace Distribution.Agent.Trust;

/// <summary>The root as the file has it, and the latest order of each kind.</summary>
/// <param name="Orders">When the latest order of each type was issued, in Unix milliseconds: an older one is a repeat, or worse.</param>
internal sealed record TrustState(SignedRoot Root, IReadOnlyDictionary<string, long> Orders);

/// <summary>Whom this computer obeys, on its disk and in memory; it never goes back a version.</summary>
internal sealed class PinnedTrust
{
    private readonly Lock turn = new();
    private readonly string path;
    private TrustState? state;
    private PinnedRoot? pinned;

    /// <exception cref="IOException">The file is there and is no root.</exception>
    public PinnedTrust(string path)
    {
        this.path = path;
        if (!File.Exists(path))
            return;
        state = Read(path);
        pinned = state?.Root.Bytes is { } bytes && TrustRoot.Read(bytes) is { } root
            ? new(root, state.Root)
            : throw new IOException($"{path} is damaged. Take it away, and give --root-file with the platform's roots.");
    }

    /// <summary>What it goes by; null until it has a root.</summary>
    public TrustRoot? Root => Volatile.Read(ref pinned)?.Root;

    /// <summary>Follows a chain of roots as far as it may.</summary>
    /// <returns>What was refused, in words; null when nothing was.</returns>
    public string? Take(RootChain chain)
    {
        lock (turn)
        {
            var (next, fault) = RootRules.Follow(pinned, chain, Signatures.Verify);
            if (next is not null && next != pinned)
            {
                Keep(new(next.Document, state?.Orders ?? new Dictionary<string, long>()));
                Volatile.Write(ref pinned, next);
            }

            return fault;
        }
    }

    /// <summary>The same for a file that was brought to the computer.</summary>
    /// <exception cref="InvalidOperationException">There is no such file, or it is no chain of roots: without what was meant to be believed, nobody else is.</exception>
    public string? TakeFile(string file)
    {
        try
        {
            return RootChain.Read(File.ReadAllBytes(file)) is { } chain ? Take(chain) : throw new InvalidOperationException($"--root-file {file} holds no roots.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"--root-file {file}: {problem.Message}", problem);
        }
    }

    /// <summary>Carries an order out when it is later than every one of its type before; a repeat, even after a restart, is not carried out.</summary>
    /// <returns>Whether it was.</returns>
    public bool Obey(string type, long issuedAt, Action order)
    {
        lock (turn)
        {
            if (state is null || state.Orders.GetValueOrDefault(type, long.MinValue) >= issuedAt)
                return false;
            // Before it is remembered: a crash in between has it carried out twice, which does no harm, and never not at all.
            order();
            Keep(state with { Orders = new Dictionary<string, long>(state.Orders) { [type] = issuedAt } });
            return true;
        }
    }

    private void Keep(TrustState next)
    {
        DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(next, AgentJson.Default.TrustState));
        state = next;
    }

    private static TrustState? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), AgentJson.Default.TrustState);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
