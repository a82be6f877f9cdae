namespace Distribution.Contracts.Packages.V1;

/// <summary>What a package is (domain 1.1): software is installed silently, files are placed in a folder, updates are made by the system.</summary>
public enum PackageKind
{
    Software,
    Files,
    Update,
}

/// <summary>Everything about a package that an operator may see; content never changes, attributes may (domain 1.5).</summary>
/// <param name="Name">The package's name, 1 to 256 characters.</param>
/// <param name="SoftwareVersion">The version of the software inside, as its publisher writes it; empty for files without one.</param>
/// <param name="Kind">Software, files or a system-made update.</param>
/// <param name="FileName">The content's file name on the computer, without a path.</param>
/// <param name="ContentSha256">The content's SHA-256, 64 lower-case hexadecimal digits; it is also its address.</param>
/// <param name="ContentSize">The content's size in bytes, at most 2^30.</param>
/// <param name="InstallCommand">Silent command of a software package; {file} is the content or the installer within it, {folder} the folder of an unpacked zip; a product code is filled in.</param>
/// <param name="UninstallCommand">Silent command that removes the software, by the same rules, or null when there is none.</param>
/// <param name="SoftwareName">The name under which the platform knows the installed software (dpkg's package name, for one), or null.</param>
/// <param name="DestinationFolder">Where a files package goes on the computer.</param>
/// <param name="TimeLimitSeconds">How long the action may run before its processes are ended.</param>
/// <param name="Folder">Path of folders, parted by '/', under which the package is listed; null is the top.</param>
/// <param name="OperatingSystems">windows, linux, macos; null is any.</param>
/// <param name="Architectures">x64, x86, arm64; null is any.</param>
/// <param name="InnerPath">The installer within a zip, parted by '/'.</param>
/// <param name="ProductCode">An MSI's product code, braces included.</param>
/// <param name="UpgradeCode">An MSI's upgrade code, braces included.</param>
/// <param name="ExitCodes">What exit codes mean; null is the platform's own table.</param>
/// <param name="WorkingDirectory">Where the commands run; null is the content's folder.</param>
/// <param name="Environment">Variables added for the commands.</param>
/// <param name="DependsOn">Packages that are installed first.</param>
/// <param name="Supersedes">Packages that this one takes the place of.</param>
/// <param name="IconSha256">Address of a PNG among the contents.</param>
/// <param name="BlockingProcesses">Programs that must not be running when an action begins; null is none.</param>
public sealed record PackageDefinition(
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
    int TimeLimitSeconds,
    string? Publisher = null,
    string? Description = null,
    string? Folder = null,
    IReadOnlyList<string>? OperatingSystems = null,
    IReadOnlyList<string>? Architectures = null,
    string? InnerPath = null,
    string? ProductCode = null,
    string? UpgradeCode = null,
    ExitCodeTable? ExitCodes = null,
    string? WorkingDirectory = null,
    IReadOnlyDictionary<string, string>? Environment = null,
    RestartBehaviour? Restart = null,
    RunAs? RunAs = null,
    ExternalPrograms? ExternalPrograms = null,
    SystemConditions? SystemConditions = null,
    SoftwareConditions? SoftwareConditions = null,
    PackageConditions? PackageConditions = null,
    IReadOnlyList<Guid>? DependsOn = null,
    IReadOnlyList<Guid>? Supersedes = null,
    string? IconSha256 = null,
    string? Notes = null,
    BlockingProcesses? BlockingProcesses = null);

/// <summary>A package may be distributed from now on.</summary>
public sealed record PackageRegistered(Guid PackageId, long StreamVersion, PackageDefinition Definition, DateTimeOffset RegisteredAt);

/// <summary>A package's attributes changed; the definition is the whole new one.</summary>
public sealed record PackageEdited(Guid PackageId, long StreamVersion, PackageDefinition Definition, DateTimeOffset EditedAt);

/// <summary>A package may not be distributed any more.</summary>
public sealed record PackageRemoved(Guid PackageId, long StreamVersion, DateTimeOffset RemovedAt);
