using Distribution.Packages.Catalogue;
using Distribution.ServiceDefaults;
using Audit = Distribution.Contracts.Audit.V1;
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
        ChangeAudited x => [new Outgoing.Publish(new Audit.ChangeAudited(
            x.AuditId, "packages", x.CallerId, x.CallerName, x.CallerKind, x.Address, x.RequestId, x.Action, x.Changes[0].Noun, x.Changes[0].Id,
            x.SubjectIds(), x.ChangesAsJson(), x.At))],
        AuditSealed x => [new Outgoing.Publish(new Audit.AuditSealed("packages", x.Number, x.To, x.Hash, x.SealedAt))],
        _ => [],
    };
}
