using System.Text.Json.Serialization;

namespace Distribution.Packages.Catalogue;

/// <summary>A package as readers see it; the version is what an edit may expect.</summary>
internal sealed record PackageView : PackageDetails
{
    [JsonConstructor]
    public PackageView()
    {
    }

    private PackageView(PackageDetails details)
        : base(details)
    {
    }

    public Guid Id { get; init; }

    public long Version { get; init; }

    public string Name { get; init; } = "";

    public string SoftwareVersion { get; init; } = "";

    public PackageKind Kind { get; init; }

    public string FileName { get; init; } = "";

    public string ContentSha256 { get; init; } = "";

    public long ContentSize { get; init; }

    public string? InstallCommand { get; init; }

    public string? UninstallCommand { get; init; }

    public string? SoftwareName { get; init; }

    public string? DestinationFolder { get; init; }

    public int TimeLimitSeconds { get; init; }

    public DateTimeOffset RegisteredAt { get; init; }

    public DateTimeOffset ChangedAt { get; init; }

    public static PackageView Of(Package package) => Of(package, package.Attributes);

    private static PackageView Of(Package package, PackageAttributes a) => new(a)
    {
        Id = package.Id,
        Version = package.Revision,
        Name = a.Name,
        SoftwareVersion = a.SoftwareVersion,
        Kind = a.Kind,
        FileName = a.FileName,
        ContentSha256 = a.ContentSha256,
        ContentSize = a.ContentSize,
        InstallCommand = a.InstallCommand,
        UninstallCommand = a.UninstallCommand,
        SoftwareName = a.SoftwareName,
        DestinationFolder = a.DestinationFolder,
        TimeLimitSeconds = a.TimeLimitSeconds,
        RegisteredAt = package.RegisteredAt,
        ChangedAt = package.ChangedAt,
    };
}
