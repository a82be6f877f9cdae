using Distribution.Packages.Catalogue;
using Distribution.ServiceDefaults;
using V1 = Distribution.Contracts.Packages.V1;

namespace Distribution.Packages;

/// <summary>What this service's stored events say to the world (street, step 5).</summary>
public static class Messages
{
    /// <summary>Maps one stored event to messages; pure.</summary>
    public static IEnumerable<Outgoing> ToOutgoing(IEvent e) => e.Data switch
    {
        PackageRegistered x => [new Outgoing.Publish(new V1.PackageRegistered(x.PackageId, e.Version, Definition(x.Attributes), x.RegisteredAt))],
        PackageEdited x => [new Outgoing.Publish(new V1.PackageEdited(x.PackageId, e.Version, Definition(x.Attributes), x.EditedAt))],
        PackageRemoved x => [new Outgoing.Publish(new V1.PackageRemoved(x.PackageId, e.Version, x.RemovedAt))],
        _ => [],
    };

    private static V1.PackageDefinition Definition(PackageAttributes a) => new(
        a.Name, a.SoftwareVersion, Kind(a.Kind), a.FileName, a.ContentSha256, a.ContentSize, a.InstallCommand, a.UninstallCommand,
        a.SoftwareName, a.DestinationFolder, a.TimeLimitSeconds);

    private static V1.PackageKind Kind(PackageKind kind) => kind switch
    {
        PackageKind.Software => V1.PackageKind.Software,
        PackageKind.Files => V1.PackageKind.Files,
        PackageKind.Update => V1.PackageKind.Update,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No message has such a kind."),
    };
}
