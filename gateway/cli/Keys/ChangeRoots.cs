using System.CommandLine;
using Distribution.Contracts.Rules.Trust;

namespace Distribution.Cli.Keys;

/// <summary>The first root, and each next one: keys come, go and are revoked, and the root is good for longer.</summary>
internal sealed class ChangeRoots
{
    private readonly Argument<string> roots = new("roots") { Description = "The file with the roots." };
    private readonly Option<string[]> rootKeys = Files("--root-key", "A private root key that signs; repeatable.");
    private readonly Option<string[]> add = Files("--add", "ROLE=FILE: a key from now on; the role is tasks or computers. Repeatable.");
    private readonly Option<string[]> remove = Files("--remove", "The id of a key that is good no longer; repeatable.");
    private readonly Option<string[]> addRoot = Files("--add-root", "The file of a further root key; repeatable.");
    private readonly Option<string[]> removeRoot = Files("--remove-root", "The id of a root key that is good no longer; repeatable.");
    private readonly Option<int?> threshold = new("--threshold") { Description = "How many root keys must sign; otherwise as before, at first 1." };
    private readonly Option<int> days = new("--days") { Description = "For how long the root is good: computers begin no new work after that.", DefaultValueFactory = _ => 365 };

    public static Command Start(Shell shell)
    {
        var parts = new ChangeRoots();
        return shell.Run(
            new("start", "Make the first root: the root keys, and the keys that they let speak.") { parts.roots, parts.rootKeys, parts.addRoot, parts.add, parts.threshold, parts.days },
            (session, _) => Task.FromResult(parts.Write(session, null)));
    }

    public static Command Change(Shell shell)
    {
        var parts = new ChangeRoots();
        return shell.Run(
            new("change", "Make the next root: let a key speak, revoke one, change the root keys, or renew it for another year.")
            {
                parts.roots, parts.rootKeys, parts.add, parts.remove, parts.addRoot, parts.removeRoot, parts.threshold, parts.days,
            },
            (session, _) => Task.FromResult(parts.Write(session, RootsFile.Open(session.Value(parts.roots))))).AlsoCalled("rotate").AlsoCalled("revoke");
    }

    public static Command Sign(Shell shell)
    {
        var parts = new ChangeRoots();
        return shell.Run(new("sign", "Add another root key's signature to the newest root, where several must sign.") { parts.roots, parts.rootKeys }, (session, _) =>
        {
            var file = RootsFile.Open(session.Value(parts.roots));
            var signed = session.Value(parts.rootKeys)!.Select(KeyFiles.Private).Aggregate(file.Chain.Roots[^1], RootRules.Sign);
            return Task.FromResult(ShowRoots.Tell(session, file.WithLast(signed).Save()));
        });
    }

    private int Write(Session session, RootsFile? file)
    {
        if (file is null && File.Exists(session.Value(roots)))
            throw new GatewayException($"{session.Value(roots)} is there already: 'keys change' makes the next root.");
        if (file?.Followed.Fault is { } fault)
            throw new GatewayException($"The roots are not whole: {fault} 'keys sign' adds the signatures that lack.");
        using var signers = new Signers(session.Value(rootKeys)!);
        var next = Next(session, file?.Roots[^1], signers);
        var signed = signers.All.Aggregate(RootRules.Draft(next), RootRules.Sign);
        return ShowRoots.Tell(session, (file?.With(signed) ?? new RootsFile(session.Value(roots), new([signed]))).Save());
    }

    private TrustRoot Next(Session session, TrustRoot? before, Signers signers)
    {
        var now = DateTimeOffset.UtcNow;
        IReadOnlyList<TrustedKey> roots = before?.RootKeys ?? [.. signers.All.Select(key => key.ToTrusted())];
        roots = [.. Without(roots, session.Value(removeRoot) ?? []), .. (session.Value(addRoot) ?? []).Select(path => SigningKey.Trusted(KeyFiles.Public(path)))];
        IReadOnlyList<TrustedKey> keys = [.. Without(before?.Keys ?? [], session.Value(remove) ?? []), .. (session.Value(add) ?? []).Select(Added)];
        var next = new TrustRoot(
            (before?.Version ?? 0) + 1, now, now.AddDays(session.Value(days)), session.Value(threshold) ?? before?.Threshold ?? 1,
            [.. roots.DistinctBy(key => key.Id)], keys);
        return TrustRoot.Read(next.ToBytes()) ?? throw new GatewayException(
            "No computer would take such a root: it needs root keys, no more signatures than it has of them, each key once, and an end that is still to come.");
    }

    private static IEnumerable<TrustedKey> Without(IReadOnlyList<TrustedKey> keys, string[] ids)
    {
        foreach (var id in ids)
        {
            if (keys.All(key => key.Id != id))
                throw new GatewayException($"There is no key {id} to take away.");
        }

        return keys.Where(key => !ids.Contains(key.Id));
    }

    private static TrustedKey Added(string text)
    {
        var parts = text.Split('=', 2);
        return parts.Length == 2 && TrustRoles.All.Contains(parts[0])
            ? SigningKey.Trusted(KeyFiles.Public(parts[1]), parts[0])
            : throw new GatewayException($"'{text}' is not ROLE=FILE with one of the roles {string.Join(", ", TrustRoles.All)}.");
    }

    private static Option<string[]> Files(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.ZeroOrMore, AllowMultipleArgumentsPerToken = true };

    private sealed class Signers(string[] paths) : IDisposable
    {
        public IReadOnlyList<SigningKey> All { get; } = paths.Length > 0
            ? [.. paths.Select(KeyFiles.Private)]
            : throw new GatewayException("--root-key is missing: a root that nobody signed is worth nothing.");

        public void Dispose()
        {
            foreach (var key in All)
                key.Dispose();
        }
    }
}
