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
        PackageRegistered x => [new Outgoing.Publish(new V1.PackageRegistered(x.PackageId, e.Version, Definitions.Of(x.Attributes), x.RegisteredAt))],
        PackageEdited x => [new Outgoing.Publish(new V1.PackageEdited(x.PackageId, e.Version, Definitions.Of(x.Attributes), x.EditedAt))],
        PackageRemoved x => [new Outgoing.Publish(new V1.PackageRemoved(x.PackageId, e.Version, x.RemovedAt))],
        _ => [],
    };
}
