using Distribution.ServiceDefaults;

namespace Distribution.Packages.Catalogue;

public sealed record PackageRegistered(Guid PackageId, PackageAttributes Attributes, DateTimeOffset RegisteredAt);
public sealed record PackageEdited(Guid PackageId, PackageAttributes Attributes, DateTimeOffset EditedAt);
public sealed record PackageRemoved(Guid PackageId, DateTimeOffset RemovedAt);

/// <summary>Attributes that an edit changes: null leaves one as it is, what is empty takes it away.</summary>
public sealed record PackageChanges(
    string? Name = null, string? SoftwareVersion = null, string? InstallCommand = null, string? UninstallCommand = null,
    string? SoftwareName = null, string? DestinationFolder = null, int? TimeLimitSeconds = null, PackageDetails? Details = null);

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

    /// <summary>The package's kind decides who may ask: an update is registered by the system only, which its endpoint sees to.</summary>
    /// <param name="known">The packages that this one names, and those that they name.</param>
    // A repeat is compared with the first registration, not with today's attributes: it may arrive after somebody's edit.
    public static object[] Register(Package? state, Guid id, PackageAttributes attributes, DateTimeOffset now, KnownLinks? known = null) => state switch
    {
        null => [new PackageRegistered(id, attributes.Checked().Linked(id, null, known), now)],
        { RemovedAt: not null } => throw new CommandRefusedException($"Package {id} was removed; its id is not used again."),
        _ when state.RegisteredAs == attributes => [],
        _ => throw new CommandRefusedException($"The id {id} belongs to another package, '{state.Attributes.Name}'."),
    };

    /// <inheritdoc cref="Register" path="/param" />
    public static object[] Edit(Package? state, Guid id, PackageChanges changes, DateTimeOffset now, KnownLinks? known = null)
    {
        if (state is null or { RemovedAt: not null })
            throw new NotFoundException("package", id);
        var edited = Apply(state.Attributes, changes);
        return edited == state.Attributes ? [] : [new PackageEdited(id, edited.Checked().Linked(id, state.Attributes, known), now)];
    }

    /// <param name="users">What needs the package: tasks, and packages that depend upon it.</param>
    public static object[] Remove(Package? state, Guid id, IReadOnlyList<Obstacle> users, DateTimeOffset now) => state switch
    {
        null => throw new NotFoundException("package", id),
        { RemovedAt: not null } => [],
        _ when users.Count > 0 => throw new CommandRefusedException(
            $"Package '{state.Attributes.Name}' is used by {string.Join(", ", users)}; change, cancel or remove what uses it first.", users),
        _ => [new PackageRemoved(id, now)],
    };

    private static PackageAttributes Apply(PackageAttributes old, PackageChanges changes) => (old with
    {
        Name = changes.Name ?? old.Name,
        SoftwareVersion = changes.SoftwareVersion ?? old.SoftwareVersion,
        InstallCommand = PackageAttributes.Taken(old.InstallCommand, changes.InstallCommand),
        UninstallCommand = PackageAttributes.Taken(old.UninstallCommand, changes.UninstallCommand),
        SoftwareName = PackageAttributes.Taken(old.SoftwareName, changes.SoftwareName),
        DestinationFolder = PackageAttributes.Taken(old.DestinationFolder, changes.DestinationFolder),
        TimeLimitSeconds = changes.TimeLimitSeconds ?? old.TimeLimitSeconds,
    }).Taking(changes.Details ?? new PackageDetails());
}
