namespace Distribution.Packages.Catalogue;

/// <summary>A package as a list shows it.</summary>
public sealed record PackageSummary(
    Guid Id, long Version, string Name, string SoftwareVersion, PackageKind Kind, string FileName, string ContentSha256, long ContentSize,
    string? InstallCommand, string? UninstallCommand, string? SoftwareName, string? DestinationFolder, int TimeLimitSeconds,
    DateTimeOffset RegisteredAt, DateTimeOffset ChangedAt, string? Publisher = null, string? Folder = null,
    IReadOnlyList<string>? OperatingSystems = null, IReadOnlyList<string>? Architectures = null, string? IconSha256 = null, int UsedByTasks = 0);

/// <summary>
/// A package of the catalogue with what it is found and sorted by, worked out once when it is written: texts in lower case, moments as
/// numbers. A removed package has none.
/// </summary>
public sealed record ListedPackage(
    Guid Id, PackageSummary Summary, bool IsUpdate, string NameKey, string PublisherKey, string FolderKey, long RegisteredTicks, long ChangedTicks,
    IReadOnlyList<string> RunsOn, string Search, IReadOnlyList<Guid> DependsOn, IReadOnlyList<Guid> Supersedes)
{
    private static readonly string[] AnySystem = ["windows", "linux", "macos"];

    public static ListedPackage? Evolve(ListedPackage? state, object @event) => @event switch
    {
        PackageRegistered e => Of(e.PackageId, 1, e.Attributes, e.RegisteredAt, e.RegisteredAt),
        PackageEdited e => Of(e.PackageId, state!.Summary.Version + 1, e.Attributes, state.Summary.RegisteredAt, e.EditedAt),
        PackageRemoved => null,
        _ => state,
    };

    /// <summary>As texts are compared: a search for 'É' finds 'é', which the database's own rules do not promise.</summary>
    public static string Key(string? text) => text?.ToLowerInvariant() ?? "";

    private static ListedPackage Of(Guid id, long version, PackageAttributes a, DateTimeOffset registeredAt, DateTimeOffset changedAt) => new(
        id,
        new PackageSummary(
            id, version, a.Name, a.SoftwareVersion, a.Kind, a.FileName, a.ContentSha256, a.ContentSize, a.InstallCommand, a.UninstallCommand,
            a.SoftwareName, a.DestinationFolder, a.TimeLimitSeconds, registeredAt, changedAt, a.Publisher, a.Folder, a.OperatingSystems,
            a.Architectures, a.IconSha256),
        a.Kind == PackageKind.Update,
        Key(a.Name),
        Key(a.Publisher),
        Key(a.Folder),
        registeredAt.UtcTicks,
        changedAt.UtcTicks,
        a.OperatingSystems ?? AnySystem,
        Key(string.Join('\n', a.Name, a.Publisher, a.SoftwareName, a.FileName, a.Description)),
        a.DependsOn ?? [],
        a.Supersedes ?? []);
}
