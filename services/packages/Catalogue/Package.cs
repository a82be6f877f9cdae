using Distribution.ServiceDefaults;

namespace Distribution.Packages.Catalogue;

public sealed record PackageRegistered(Guid PackageId, PackageAttributes Attributes, DateTimeOffset RegisteredAt);
public sealed record PackageEdited(Guid PackageId, PackageAttributes Attributes, DateTimeOffset EditedAt);
public sealed record PackageRemoved(Guid PackageId, DateTimeOffset RemovedAt);

/// <summary>Attributes that an edit changes: null leaves one as it is, an empty text takes it away.</summary>
public sealed record PackageChanges(
    string? Name = null, string? SoftwareVersion = null, string? InstallCommand = null, string? UninstallCommand = null,
    string? SoftwareName = null, string? DestinationFolder = null, int? TimeLimitSeconds = null);

/// <summary>One package of the catalogue; the revision counts its events, so it is also its stream's version.</summary>
public sealed record Package(
    Guid Id, PackageAttributes RegisteredAs, PackageAttributes Attributes, int Revision,
    DateTimeOffset RegisteredAt, DateTimeOffset ChangedAt, DateTimeOffset? RemovedAt)
{
    public static Package? Evolve(Package? state, object @event) => @event switch
    {
        PackageRegistered e => new(e.PackageId, e.Attributes, e.Attributes, 1, e.RegisteredAt, e.RegisteredAt, null),
        PackageEdited e => state! with { Attributes = e.Attributes, Revision = state.Revision + 1, ChangedAt = e.EditedAt },
        PackageRemoved e => state! with { Revision = state.Revision + 1, ChangedAt = e.RemovedAt, RemovedAt = e.RemovedAt },
        _ => state,
    };

    // A repeat is compared with the first registration, not with today's attributes: it may arrive after somebody's edit.
    public static object[] Register(Package? state, Guid id, PackageAttributes attributes, DateTimeOffset now) => state switch
    {
        null => [new PackageRegistered(id, attributes.Checked(), now)],
        { RemovedAt: not null } => throw new CommandRefusedException($"Package {id} was removed; its id is not used again."),
        _ when state.RegisteredAs == attributes => [],
        _ => throw new CommandRefusedException($"The id {id} belongs to another package, '{state.Attributes.Name}'."),
    };

    public static object[] Edit(Package? state, Guid id, PackageChanges changes, DateTimeOffset now)
    {
        if (state is null or { RemovedAt: not null })
            throw new NotFoundException("package", id);
        var edited = Apply(state.Attributes, changes);
        return edited == state.Attributes ? [] : [new PackageEdited(id, edited.Checked(), now)];
    }

    public static object[] Remove(Package? state, Guid id, IReadOnlyCollection<string> tasksInUse, DateTimeOffset now) => state switch
    {
        null => throw new NotFoundException("package", id),
        { RemovedAt: not null } => [],
        _ when tasksInUse.Count > 0 => throw new CommandRefusedException(
            $"Package '{state.Attributes.Name}' is used by {string.Join(", ", tasksInUse)}; cancel or remove what uses it first."),
        _ => [new PackageRemoved(id, now)],
    };

    private static PackageAttributes Apply(PackageAttributes old, PackageChanges changes) => old with
    {
        Name = changes.Name ?? old.Name,
        SoftwareVersion = changes.SoftwareVersion ?? old.SoftwareVersion,
        InstallCommand = Changed(old.InstallCommand, changes.InstallCommand),
        UninstallCommand = Changed(old.UninstallCommand, changes.UninstallCommand),
        SoftwareName = Changed(old.SoftwareName, changes.SoftwareName),
        DestinationFolder = Changed(old.DestinationFolder, changes.DestinationFolder),
        TimeLimitSeconds = changes.TimeLimitSeconds ?? old.TimeLimitSeconds,
    };

    private static string? Changed(string? old, string? change) => change switch { null => old, "" => null, _ => change };
}
