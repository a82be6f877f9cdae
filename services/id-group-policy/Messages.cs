using Distribution.Contracts;
using Distribution.Contracts.Agents.V1;
using Distribution.IdGroupPolicy.Computers;
using Distribution.IdGroupPolicy.Conditions;
using Distribution.IdGroupPolicy.Groups;
using Distribution.IdGroupPolicy.Inventory;
using Distribution.IdGroupPolicy.Policies;
using Distribution.IdGroupPolicy.Security;
using Audit = Distribution.Contracts.Audit.V1;
using V1 = Distribution.Contracts.IdGroupPolicy.V1;

namespace Distribution.IdGroupPolicy;

/// <summary>What this service's stored events say to the world (street, step 5). Enrolment keys and what policies are set are its own affair.</summary>
public static class Messages
{
    /// <summary>The messages of one event.</summary>
    public static IEnumerable<Outgoing> ToOutgoing(IEvent e) => e.Data switch
    {
        ComputerEnrolled x => Publish(new V1.ComputerEnrolled(x.ComputerId, e.Version, x.Name, x.OperatingSystem, x.Architecture, x.EnrolledAt)),
        ComputerReenrolled x => Publish(new V1.ComputerEnrolled(x.ComputerId, e.Version, x.Name, x.OperatingSystem, x.Architecture, x.EnrolledAt)),
        ComputerMadeContact x =>
            Publish(new V1.ComputerMadeContact(x.ComputerId, e.Version, x.AgentVersion, x.QueueWasGone, x.ContactAt)),
        NewSecretOrdered x => [new Outgoing.Send(AgentQueue.Exchange, AgentQueue.RoutingKey(x.ComputerId), new V1.TakeNewSecret(x.ComputerId, x.OrderedAt))],
        SecurityFindingReported x => Publish(new V1.SecurityFindingReported(x.ComputerId, e.Version, x.Kind, x.Detail, x.FoundAt)),
        ComputerRemoved x => Publish(new V1.ComputerRemoved(x.ComputerId, e.Version, x.RemovedAt, x.Reason)),
        ComputerFenced x => Publish(new V1.ComputerFenced(x.ComputerId, e.Version, x.FencedAt)),
        ComputerFenceLifted x => Publish(new V1.ComputerFenceLifted(x.ComputerId, e.Version, x.LiftedAt)),
        GroupCreated x => Publish(new V1.GroupCreated(x.GroupId, e.Version, x.Name, x.CreatedAt)),
        GroupRenamed x => Publish(new V1.GroupRenamed(x.GroupId, e.Version, x.Name, x.RenamedAt)),
        GroupRemovalStarted x => Publish(new V1.GroupRemovalStarted(x.GroupId, e.Version, x.StartedAt)),
        GroupRemoved x => Publish(new V1.GroupRemoved(x.GroupId, e.Version, x.RemovedAt)),
        GroupNested x => Publish(new V1.GroupNested(x.OuterGroupId, x.InnerGroupId, e.Version, x.NestedAt)),
        GroupUnnested x => Publish(new V1.GroupUnnested(x.OuterGroupId, x.InnerGroupId, e.Version, x.UnnestedAt)),
        ComputerJoinedGroup x => Publish(new V1.ComputerJoinedGroup(x.GroupId, x.ComputerId, e.Version, x.JoinedAt)),
        ComputerLeftGroup x => Publish(new V1.ComputerLeftGroup(x.GroupId, x.ComputerId, e.Version, x.LeftAt)),
        SecurityPolicySet x => Publish(new V1.SecurityPolicyChanged(x.PolicyId, e.Version, x.SetAt)),
        SecurityPolicyChanged x => Publish(new V1.SecurityPolicyChanged(x.PolicyId, e.Version, x.ChangedAt)),
        SecurityPolicyAssigned x => Publish(new V1.SecurityPolicyChanged(x.PolicyId, e.Version, x.AssignedAt)),
        SecurityPolicyUnassigned x => Publish(
            new V1.SecurityPolicyChanged(x.PolicyId, e.Version, x.UnassignedAt), new V1.EnforcementUnset(x.PolicyId, e.Version, null, x.GroupId, x.UnassignedAt)),
        EnforcementLifted x => Publish(new V1.EnforcementUnset(x.PolicyId, e.Version, x.Part, null, x.LiftedAt)),
        SecurityPolicyRemoved x => Publish(
            new V1.SecurityPolicyChanged(x.PolicyId, e.Version, x.RemovedAt), new V1.EnforcementUnset(x.PolicyId, e.Version, null, null, x.RemovedAt)),
        CountermeasureOrdered x => Publish(Wanted(x)),
        CountermeasureSuppressed x => Publish(new V1.CountermeasureSuppressed(
            x.PolicyId, x.ComputerId, e.Version, x.Violation.Part, x.Violation.Subject, x.Times, x.SuppressedAt)),
        PolicyApplicationStarted x => Publish(new V1.PolicyApplicationStarted(x.PolicyId, x.ApplicationId, e.Version, x.StartedAt)),
        InventoryTaken x => Publish(Changed(e, true, x.Facts, x.TakenAt, [.. x.Software.Select(Installed)], x.Updates, [])),
        InventoryChanged x => Publish(Changed(
            e, false, x.Facts, x.ChangedAt, [.. x.Installed.Select(Installed), .. x.Updated.Select(Updated), .. x.Removed.Select(Removed)],
            x.UpdatesInstalled, x.UpdatesRemoved)),
        InventoryAsked x => [new Outgoing.Send(AgentQueue.Exchange, AgentQueue.RoutingKey(x.ComputerId), new V1.ReportInventory(x.ComputerId, x.AskedAt))],
        GroupConditionSet x => Publish(new V1.GroupConditionSet(x.GroupId, e.Version, x.Search, x.SetAt)),
        AssetsSet x => Publish(new V1.ComputerAssetsSet(x.ComputerId, e.Version, x.Fields, x.SetAt)),
        ChangeAudited x => Publish(new Audit.ChangeAudited(
            x.AuditId, "id-group-policy", x.CallerId, x.CallerName, x.CallerKind, x.Address, x.RequestId, x.Action, x.Changes[0].Noun, x.Changes[0].Id,
            x.SubjectIds(), x.ChangesAsJson(), x.At)),
        AuditSealed x => Publish(new Audit.AuditSealed("id-group-policy", x.Number, x.To, x.Hash, x.SealedAt)),
        _ => [],
    };

    private static V1.CountermeasureWanted Wanted(CountermeasureOrdered x)
    {
        var (part, subject) = (x.Remedy.Violation.Part, x.Remedy.Violation.Subject);
        return new(
            x.CountermeasureId, x.PolicyId, x.PolicyVersion, part, x.TaskName(), x.ComputerIds, x.Remedy.PackageId,
            part == V1.Enforcement.ProhibitedSoftware ? subject : null, x.Remedy.UninstallCommand, x.GroupId, x.OrderedAt);
    }

    private static Outgoing[] Publish(params object[] messages) => [.. messages.Select(message => new Outgoing.Publish(message))];

    private static V1.ComputerInventoryChanged Changed(
        IEvent e, bool isFirst, InventoryFacts facts, DateTimeOffset at, IReadOnlyList<V1.SoftwareChange> software, IReadOnlyList<string> installed,
        IReadOnlyList<string> removed) => new(
        ComputerOf(e.Data), e.Version, isFirst, at, facts.OperatingSystemName, facts.OperatingSystemVersion, facts.Architecture, facts.TimeZone,
        facts.AgentVersion, software, installed, removed);

    private static Guid ComputerOf(object data) => data is InventoryTaken taken ? taken.ComputerId : ((InventoryChanged)data).ComputerId;

    private static V1.SoftwareChange Installed(SoftwareItem x) => Told(V1.SoftwareChangeKind.Installed, x);

    private static V1.SoftwareChange Removed(SoftwareItem x) => Told(V1.SoftwareChangeKind.Removed, x);

    private static V1.SoftwareChange Updated(SoftwareUpdate x) => Told(V1.SoftwareChangeKind.Updated, x.To, x.From.Version);

    private static V1.SoftwareChange Told(V1.SoftwareChangeKind kind, SoftwareItem x, string? previous = null) =>
        new(kind, x.Name, x.Version, previous, x.Publisher, x.ProductCode, x.Architecture);
}
