using System.Text.RegularExpressions;

namespace Distribution.Agent.Software;

/// <summary>The rpm database, of this computer or of a root folder that stands for one.</summary>
internal sealed partial class Rpm(string? root) : SoftwareDatabase
{
    private const string Form = "%{NAME}\t%{EPOCHNUM}:%{VERSION}-%{RELEASE}\t%{VENDOR}\t%{ARCH}\n";

    public static bool IsInstalledHere => File.Exists("/usr/bin/rpm") || File.Exists("/bin/rpm");

    public override string Name => "rpm";

    private string[] Where => root is null ? [] : ["--root", root];

    /// <summary>An rpm command that stays below the root.</summary>
    public static IReadOnlyList<string> Confined(IReadOnlyList<string> words, string? root) =>
        root is null ? words : [words[0], "--root", root, .. words.Skip(1)];

    /// <exception cref="FormatException">The name is not one that rpm could have; an option, for one.</exception>
    public override IReadOnlyList<string> Remover(SoftwareEntry software) => PackageName().IsMatch(software.Name)
        ? ["rpm", "--erase", "--", software.Name]
        : throw new FormatException($"'{software.Name}' is not a name of an rpm package.");

    public override IReadOnlyList<string> Restorer(string file) => ["rpm", "--upgrade", "--oldpackage", "--replacepkgs", file];

    public override async Task<SoftwareEntry?> Find(string nameOrCode, CancellationToken ct) =>
        PackageName().IsMatch(nameOrCode) && await Ask(["--", nameOrCode], ct) is [.., var last] ? last : null;

    public override Task<IReadOnlyList<SoftwareEntry>> All(CancellationToken ct) => Ask(["--all"], ct);

    public override async Task<(string Name, string Version)?> ContentOf(string file, CancellationToken ct) =>
        Parse(await Query.Ask("rpm", ["--query", "--package", "--queryformat", Form, "--", file], ct)).FirstOrDefault() is { } content
            ? (content.Name, content.Version)
            : null;

    // With epoch and release, or without.
    public override bool IsVersion(string installed, string asked)
    {
        var plain = installed[(installed.IndexOf(':') + 1)..];
        return installed == asked || plain == asked || plain[..plain.LastIndexOf('-')] == asked;
    }

    private async Task<IReadOnlyList<SoftwareEntry>> Ask(string[] what, CancellationToken ct) =>
        [.. Parse(await Query.Ask("rpm", [.. Where, "--query", "--queryformat", Form, .. what], ct)).Where(software => software.Name != "gpg-pubkey")];

    private static IEnumerable<SoftwareEntry> Parse(string answer) => answer.Split('\n')
        .Select(line => line.Split('\t'))
        .Where(fields => fields.Length == 4)
        .Select(fields => new SoftwareEntry(fields[0], fields[1].StartsWith("0:", StringComparison.Ordinal) ? fields[1][2..] : fields[1], fields[2] == "(none)" ? null : fields[2],
            Architecture: fields[3]));

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9+._\-]*$")]
    private static partial Regex PackageName();
}
