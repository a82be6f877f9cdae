using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;

namespace Distribution.TaskScheduling.Destinations;

/// <summary>The packages room told us a package's attributes; AsOf is the version of its stream that said so.</summary>
public sealed record PackageBecameKnown(Guid PackageId, long AsOf, PackageAttributes Attributes);

/// <summary>The packages room told us that the package is gone.</summary>
public sealed record PackageForgotten(Guid PackageId, long AsOf);

/// <summary>What an instruction needs to know of a package.</summary>
/// <param name="OperatingSystems">Computers that it is for: windows, linux, macos; null is any.</param>
/// <param name="Architectures">Computers that it is for: x64, x86, arm64; null is any.</param>
/// <param name="Settings">How the computer runs it and when it applies; null is the defaults.</param>
/// <param name="DependsOn">Packages that are installed first; null is none.</param>
/// <param name="Supersedes">Packages that it takes the place of; null is none.</param>
public sealed record PackageAttributes(
    string Name, string SoftwareVersion, PackageKind Kind, string FileName, string ContentSha256, long ContentSize,
    string? InstallCommand, string? UninstallCommand, string? SoftwareName, string? DestinationFolder, int TimeLimitSeconds,
    IReadOnlyList<string>? OperatingSystems = null, IReadOnlyList<string>? Architectures = null, ActionSettings? Settings = null,
    IReadOnlyList<Guid>? DependsOn = null, IReadOnlyList<Guid>? Supersedes = null)
{
    /// <summary>The part of a definition that instructions are made of.</summary>
    public static PackageAttributes Of(PackageDefinition d) => new(
        d.Name, d.SoftwareVersion, d.Kind, d.FileName, d.ContentSha256, d.ContentSize, d.InstallCommand, d.UninstallCommand,
        d.SoftwareName, d.DestinationFolder, d.TimeLimitSeconds, d.OperatingSystems, d.Architectures, SettingsOf(d), d.DependsOn, d.Supersedes);

    private static ActionSettings? SettingsOf(PackageDefinition d)
    {
        var settings = new ActionSettings(
            d.InnerPath, d.ProductCode, d.ExitCodes, d.WorkingDirectory, d.Environment, d.Restart, d.RunAs, d.ExternalPrograms,
            d.SystemConditions, d.SoftwareConditions, d.PackageConditions, d.BlockingProcesses);
        return settings == new ActionSettings() ? null : settings;
    }
}

/// <summary>Local copy of a package. Messages come in any order and more than once: what is not newer than AsOf decides nothing.</summary>
public sealed record KnownPackage(Guid Id, Guid PackageId, long AsOf, bool Removed, PackageAttributes? Attributes)
{
    /// <summary>The stream of a package's copy; the package's own id stays free for other streams.</summary>
    public static Guid IdFor(Guid packageId) => DeterministicId.Of("known-package", packageId.ToString("D"));

    /// <summary>The next state. Pure.</summary>
    public static KnownPackage? Evolve(KnownPackage? state, object @event) => @event switch
    {
        PackageBecameKnown e => new(IdFor(e.PackageId), e.PackageId, e.AsOf, false, e.Attributes),
        PackageForgotten e => new(IdFor(e.PackageId), e.PackageId, e.AsOf, true, state?.Attributes),
        _ => state,
    };

    /// <summary>Takes the attributes when they are newer.</summary>
    public static object[] Learn(KnownPackage? state, Guid packageId, long asOf, PackageDefinition d) => state?.AsOf >= asOf
        ? []
        : [new PackageBecameKnown(packageId, asOf, PackageAttributes.Of(d))];

    /// <summary>Remembers the removal, so that an older message does not bring the package back.</summary>
    public static object[] Forget(KnownPackage? state, Guid packageId, long asOf) =>
        state?.AsOf >= asOf ? [] : [new PackageForgotten(packageId, asOf)];
}
