using System.Text.RegularExpressions;

namespace Distribution.Agent.Actions;

/// <summary>Debian's package database, of this computer or of a root folder that stands for one.</summary>
internal sealed partial class Dpkg(string? root)
{
    public static bool IsInstalledHere => File.Exists("/usr/bin/dpkg");

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
    public static string[] Remover(string name) => PackageName().IsMatch(name)
        ? ["dpkg", "--remove", name]
        : throw new FormatException($"'{name}' is not a name of a Debian package.");

    /// <summary>The version that is completely installed, or null when none is.</summary>
    public async Task<string?> InstalledVersion(string name, CancellationToken ct)
    {
        if (!PackageName().IsMatch(name))
            return null;
        var database = Path.Combine(root ?? "/", "var/lib/dpkg");
        var answer = await Query.Ask("dpkg-query", [$"--admindir={database}", "--show", "--showformat=${db:Status-Status} ${Version}\n", name], ct);
        return answer.Split('\n').Select(line => line.Split(' ')).FirstOrDefault(words => words is ["installed", _])?[1];
    }

    /// <summary>The name and version that a .deb would install, or null when it is none.</summary>
    public static async Task<(string Name, string Version)?> ContentOf(string file, CancellationToken ct)
    {
        var answer = await Query.Ask("dpkg-deb", ["--show", "--showformat=${Package} ${Version}", file], ct);
        return answer.Trim().Split(' ') is [var name, var version] ? (name, version) : null;
    }

    /// <summary>Whether an installed version is the one that was asked for, be it written with Debian's epoch and revision or without.</summary>
    public static bool IsVersion(string installed, string asked) => installed == asked || Upstream(installed) == asked;

    private static string Upstream(string version)
    {
        var start = version.IndexOf(':') + 1;
        var end = version.LastIndexOf('-');
        return end > start ? version[start..end] : version[start..];
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9+.\-]*(:[a-z0-9\-]+)?$")]
    private static partial Regex PackageName();
}
