using System.Text.RegularExpressions;

namespace Distribution.Agent.Software;

/// <summary>Debian's package database, of this computer or of a root folder that stands for one.</summary>
internal sealed partial class Dpkg(string? root) : SoftwareDatabase
{
    public static bool IsInstalledHere => File.Exists("/usr/bin/dpkg");

    public override string Name => "dpkg";

    private string Database => Path.Combine(root ?? "/", "var/lib/dpkg");

    /// <summary>Makes the folders that dpkg expects in a root; does nothing on the computer itself.</summary>
    public static void PrepareRoot(string root)
    {
        foreach (var folder in new[] { "var/lib/dpkg/info", "var/lib/dpkg/updates", "var/lib/dpkg/triggers", "var/log", "tmp" })
            Directory.CreateDirectory(Path.Combine(root, folder));
        foreach (var file in new[] { "var/lib/dpkg/status", "var/lib/dpkg/available" })
            File.Open(Path.Combine(root, file), FileMode.OpenOrCreate).Dispose();
    }

    /// <summary>A dpkg command that asks nothing, keeps an administrator's own settings, and stays below the root.</summary>
    public static IReadOnlyList<string> Confined(IReadOnlyList<string> words, string? root)
    {
        List<string> options = [];
        if (root is not null)
            options.AddRange([$"--root={root}", "--force-script-chrootless", "--force-not-root"]);
        if (!words.Any(word => word.StartsWith("--force-conf", StringComparison.Ordinal)))
            options.AddRange(["--force-confdef", "--force-confold"]);
        return [words[0], .. options, .. words.Skip(1)];
    }

    /// <exception cref="FormatException">The name is not one that dpkg could have; an option, for one.</exception>
    public override IReadOnlyList<string> Remover(SoftwareEntry software) => PackageName().IsMatch(software.Name)
        ? ["dpkg", "--remove", software.Name]
        : throw new FormatException($"'{software.Name}' is not a name of a Debian package.");

    public override IReadOnlyList<string> Restorer(string file) => ["dpkg", "--install", file];

    public override async Task<SoftwareEntry?> Find(string nameOrCode, CancellationToken ct) =>
        PackageName().IsMatch(nameOrCode) && await Show(nameOrCode, ct) is [var first, ..] ? first : null;

    public override Task<IReadOnlyList<SoftwareEntry>> All(CancellationToken ct) => Show(null, ct);

    public override async Task<(string Name, string Version)?> ContentOf(string file, CancellationToken ct)
    {
        var answer = await Query.Ask("dpkg-deb", ["--show", "--showformat=${Package} ${Version}", file], ct);
        return answer.Trim().Split(' ') is [var name, var version] ? (name, version) : null;
    }

    // With Debian's epoch and revision, or without.
    public override bool IsVersion(string installed, string asked) => installed == asked || Upstream(installed) == asked;

    public override async Task<bool> IsNewer(string version, string than, CancellationToken ct) =>
        await Query.Succeeds("dpkg", ["--compare-versions", version, "gt", than], ct);

    private async Task<IReadOnlyList<SoftwareEntry>> Show(string? name, CancellationToken ct)
    {
        if (!File.Exists(Path.Combine(Database, "status")))
            return [];
        var answer = await Query.Ask(
            "dpkg-query",
            [$"--admindir={Database}", "--show", "--showformat=${db:Status-Status}\t${Package}\t${Version}\t${Maintainer}\t${Architecture}\n", .. name is null ? [] : new[] { name }], ct);
        return [.. answer.Split('\n').Select(line => line.Split('\t'))
            .Where(fields => fields is ["installed", _, _, _, _])
            .Select(fields => new SoftwareEntry(fields[1], fields[2], fields[3], Architecture: fields[4]))];
    }

    private static string Upstream(string version)
    {
        var start = version.IndexOf(':') + 1;
        var end = version.LastIndexOf('-');
        return end > start ? version[start..end] : version[start..];
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9+.\-]*(:[a-z0-9\-]+)?$")]
    private static partial Regex PackageName();
}
