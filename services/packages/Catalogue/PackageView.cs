namespace Distribution.Packages.Catalogue;

/// <summary>A package as readers see it; the version is what an edit may expect.</summary>
internal sealed record PackageView(
    Guid Id, long Version, string Name, string SoftwareVersion, PackageKind Kind, string FileName, string ContentSha256, long ContentSize,
    string? InstallCommand, string? UninstallCommand, string? SoftwareName, string? DestinationFolder, int TimeLimitSeconds,
    DateTimeOffset RegisteredAt, DateTimeOffset ChangedAt)
{
    public static PackageView Of(Package package) => Of(package, package.Attributes);

    private static PackageView Of(Package package, PackageAttributes a) => new(
        package.Id, package.Revision, a.Name, a.SoftwareVersion, a.Kind, a.FileName, a.ContentSha256, a.ContentSize, a.InstallCommand,
        a.UninstallCommand, a.SoftwareName, a.DestinationFolder, a.TimeLimitSeconds, package.RegisteredAt, package.ChangedAt);
}
