using System.Text;
using System.Text.RegularExpressions;
using Distribution.ServiceDefaults;

namespace Distribution.Packages.Catalogue;

/// <summary>What must be true of a package's attributes together; each alone is judged where it is read.</summary>
internal static partial class PackageRules
{
    /// <summary>The attributes, when they keep the rules.</summary>
    /// <exception cref="UnprocessableException">Names the attribute and the rule.</exception>
    public static PackageAttributes Checked(this PackageAttributes a)
    {
        Require(!string.IsNullOrWhiteSpace(a.Name), "name: a package needs a name.");
        Require(
            a.SoftwareName is null || Encoding.UTF8.GetByteCount(a.SoftwareName) <= AttributeRules.LongestSoftwareName,
            "softwareName: at most 2,048 bytes of UTF-8.");
        if (a.Kind == PackageKind.Files)
            CheckFiles(a);
        else
            CheckSoftware(a);
        CheckProgram("externalPrograms.before", a.ExternalPrograms?.Before, a);
        CheckProgram("externalPrograms.after", a.ExternalPrograms?.After, a);
        CheckProgram("externalPrograms.onError", a.ExternalPrograms?.OnError, a);
        return a;
    }

    private static void CheckFiles(PackageAttributes a)
    {
        Require(a.DestinationFolder is not null, "destinationFolder: a files package says where its files go.");
        Require(
            a.InstallCommand is null && a.UninstallCommand is null,
            "installCommand: files are placed, not installed; register software to run a command.");
        (string Name, object? Value)[] ofSoftware =
        [
            ("innerPath", a.InnerPath), ("productCode", a.ProductCode), ("upgradeCode", a.UpgradeCode), ("exitCodes", a.ExitCodes),
            ("workingDirectory", a.WorkingDirectory), ("environment", a.Environment), ("runAs", a.RunAs),
        ];
        foreach (var (name, value) in ofSoftware)
            Require(value is null, $"{name}: only software has it; files are placed, not installed.");
    }

    private static void CheckSoftware(PackageAttributes a)
    {
        Require(a.DestinationFolder is null, "destinationFolder: only a files package has one; an installer chooses its own.");
        CheckInstaller(a);
        Require(
            a.InstallCommand is not null,
            $"installCommand: '{a.InnerPath ?? a.FileName}' needs its silent command; only .msi, .deb, .rpm, .pkg, .sh and .ps1 have one of their own.");
        CommandTemplates.Check("installCommand", a.InstallCommand, a.FileName, a.ProductCode);
        CommandTemplates.Check("uninstallCommand", a.UninstallCommand, a.FileName, a.ProductCode);

        // The name becomes part of a command line on every computer, so only the alphabet of its own system may pass.
        var installer = a.InnerPath ?? a.FileName;
        Require(
            a.SoftwareName is null || !SilentCommands.IsDebian(installer) || DebianName().IsMatch(a.SoftwareName),
            $"softwareName: '{a.SoftwareName}' is no Debian package name.");
        Require(
            a.SoftwareName is null || !SilentCommands.IsRpm(installer) || RpmName().IsMatch(a.SoftwareName),
            $"softwareName: '{a.SoftwareName}' is no RPM package name.");
        Require(
            a.ExitCodes is not { } codes || codes.Success?.Count > 0 || codes.RestartNeeded?.Count > 0 || codes.Restarting?.Count > 0,
            "exitCodes: a table of its own must hold a code that is a success.");
    }

    private static void CheckInstaller(PackageAttributes a)
    {
        Func<string, bool> isAllowed = a.Kind == PackageKind.Update ? SilentCommands.IsUpdate : SilentCommands.IsInstaller;
        if (!SilentCommands.IsZip(a.FileName))
        {
            Require(a.InnerPath is null, $"innerPath: only a .zip has something inside, and '{a.FileName}' is none.");
            Require(
                isAllowed(a.FileName),
                $"fileName: '{a.FileName}' is no installer; software is one of {SilentCommands.Kinds}, or a .zip that holds one. What has no installer is distributed as files.");
            return;
        }

        Require(a.InnerPath is null || isAllowed(a.InnerPath), $"innerPath: '{a.InnerPath}' is no installer; it is one of {SilentCommands.Kinds}.");
        Require(
            a.InnerPath is not null || a.InstallCommand is not null,
            $"innerPath: '{a.FileName}' holds several files; say which one installs, or give the command.");
    }

    private static void CheckProgram(string attribute, ExternalProgram? program, PackageAttributes a) =>
        CommandTemplates.Check($"{attribute}.command", program?.Command, a.FileName, a.ProductCode);

    private static void Require(bool holds, string refusal)
    {
        if (!holds)
            throw new UnprocessableException(refusal);
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9+.-]+\z")]
    private static partial Regex DebianName();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9._+~-]*\z")]
    private static partial Regex RpmName();
}
