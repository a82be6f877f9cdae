using System.Text;
using System.Text.RegularExpressions;
using Distribution.ServiceDefaults;

namespace Distribution.Packages.Catalogue;

/// <summary>What a package is (domain 1.1).</summary>
public enum PackageKind
{
    Software,
    Files,
    Update,
}

/// <summary>Everything that describes a package; what belongs to the content (file name, hash, size, kind) never changes (domain 1.5).</summary>
public sealed partial record PackageAttributes(
    string Name,
    string SoftwareVersion,
    PackageKind Kind,
    string FileName,
    string ContentSha256,
    long ContentSize,
    string? InstallCommand,
    string? UninstallCommand,
    string? SoftwareName,
    string? DestinationFolder,
    int TimeLimitSeconds)
{
    /// <summary>One hour: long enough for any installer that works, short enough that a hung one is noticed the same day.</summary>
    public const int DefaultTimeLimitSeconds = 3600;

    /// <summary>What must be true of the attributes together; each alone is judged where it is read.</summary>
    /// <exception cref="UnprocessableException">Names the attribute and the rule.</exception>
    public PackageAttributes Checked()
    {
        if (string.IsNullOrWhiteSpace(Name))
            throw new UnprocessableException("name: a package needs a name.");
        if (Kind == PackageKind.Files)
            CheckFiles();
        else
            CheckSoftware();
        if (SoftwareName is not null && Encoding.UTF8.GetByteCount(SoftwareName) > 2048)
            throw new UnprocessableException("softwareName: at most 2,048 bytes of UTF-8.");
        return this;
    }

    private void CheckFiles()
    {
        if (DestinationFolder is null)
            throw new UnprocessableException("destinationFolder: a files package says where its files go.");
        if (InstallCommand is not null || UninstallCommand is not null)
            throw new UnprocessableException("installCommand: files are placed, not installed; register software to run a command.");
    }

    private void CheckSoftware()
    {
        if (DestinationFolder is not null)
            throw new UnprocessableException("destinationFolder: only a files package has one; an installer chooses its own.");
        if (InstallCommand is null)
            throw new UnprocessableException($"installCommand: '{FileName}' needs its silent command; only .msi, .deb, .rpm, .pkg, .sh and .ps1 have one of their own.");
        SilentCommands.Check(nameof(InstallCommand), InstallCommand, FileName);
        SilentCommands.Check(nameof(UninstallCommand), UninstallCommand, FileName);

        // The name becomes part of a command line on every computer, so only dpkg's own alphabet may pass.
        if (SilentCommands.IsDebian(FileName) && SoftwareName is not null && !DebianName().IsMatch(SoftwareName))
            throw new UnprocessableException($"softwareName: '{SoftwareName}' is no Debian package name.");
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9+.-]+\z")]
    private static partial Regex DebianName();
}
