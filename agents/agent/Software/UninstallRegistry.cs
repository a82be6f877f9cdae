using System.Runtime.Versioning;
using Microsoft.Win32;

namespace Distribution.Agent.Software;

/// <summary>Windows' list of installed software: both views of the machine, and every user whose registry is loaded.</summary>
[SupportedOSPlatform("windows")]
internal sealed class UninstallRegistry : SoftwareDatabase
{
    private const string Uninstall = @"Software\Microsoft\Windows\CurrentVersion\Uninstall";

    public override string Name => "the uninstall registry";

    public override Task<SoftwareEntry?> Find(string nameOrCode, CancellationToken ct) => Task.FromResult(
        Read().FirstOrDefault(software => string.Equals(software.ProductCode, nameOrCode, StringComparison.OrdinalIgnoreCase) || software.Name == nameOrCode));

    public override Task<IReadOnlyList<SoftwareEntry>> All(CancellationToken ct) => Task.FromResult<IReadOnlyList<SoftwareEntry>>([.. Read()]);

    /// <exception cref="FormatException">The software left no command for its silent removal.</exception>
    public override IReadOnlyList<string> Remover(SoftwareEntry software) =>
        software.ProductCode is { } code ? ["msiexec", "/x", code, "/qn", "/norestart"]
        : software.QuietUninstall is { } command ? Actions.CommandLine.Split(command, new Dictionary<string, string>())
        : throw new FormatException($"{software.Name} left no command for its silent removal in the registry; give one.");

    // An installer writes 12.0 where the operator asks for 12.0.0.0.
    public override bool IsVersion(string installed, string asked) =>
        installed == asked || (Version.TryParse(installed, out var here) && Version.TryParse(asked, out var wanted) && Whole(here) == Whole(wanted));

    private static IEnumerable<SoftwareEntry> Read() =>
        new[] { RegistryView.Registry64, RegistryView.Registry32 }
            .SelectMany(view => Read(RegistryHive.LocalMachine, view, Uninstall))
            .Concat(Users().SelectMany(user => Read(RegistryHive.Users, RegistryView.Registry64, $@"{user}\{Uninstall}")))
            .DistinctBy(software => (software.Name, software.Version, software.ProductCode));

    private static IEnumerable<string> Users()
    {
        using var users = RegistryKey.OpenBaseKey(RegistryHive.Users, RegistryView.Registry64);
        return [.. users.GetSubKeyNames().Where(name => name.StartsWith("S-1-5-21-", StringComparison.Ordinal) && !name.EndsWith("_Classes", StringComparison.Ordinal))];
    }

    private static IEnumerable<SoftwareEntry> Read(RegistryHive hive, RegistryView view, string path)
    {
        using var root = RegistryKey.OpenBaseKey(hive, view);
        using var list = root.OpenSubKey(path);
        foreach (var name in list?.GetSubKeyNames() ?? [])
        {
            using var key = list!.OpenSubKey(name);
            // Parts of another product are no software of their own.
            if (key?.GetValue("DisplayName") is not string { Length: > 0 } display || key.GetValue("SystemComponent") is 1)
                continue;
            yield return new(
                display, key.GetValue("DisplayVersion") as string ?? "", key.GetValue("Publisher") as string,
                Guid.TryParseExact(name, "B", out _) ? name : null, key.GetValue("QuietUninstallString") as string,
                view == RegistryView.Registry64 ? "x64" : "x86");
        }
    }

    private static Version Whole(Version version) => new(version.Major, version.Minor, Math.Max(version.Build, 0), Math.Max(version.Revision, 0));
}
