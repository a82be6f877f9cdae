using Distribution.IdGroupPolicy.Computers;
using Distribution.IdGroupPolicy.Conditions;
using Distribution.IdGroupPolicy.Groups;
using Distribution.IdGroupPolicy.Inventory;
using Distribution.IdGroupPolicy.Policies;
using Distribution.IdGroupPolicy.Search;
using Distribution.IdGroupPolicy.Security;

namespace Distribution.IdGroupPolicy;

// Written with the events, in the same transaction: the broker's questions and the lists must never see an older state.

/// <summary>The present state of each computer.</summary>
public sealed partial class ComputerProjection : SingleStreamProjection<Computer, Guid>
{
    public ComputerProjection() => FilterIncomingEventsOnStreamType(typeof(Computer));

    public override Computer? Evolve(Computer? snapshot, Guid id, IEvent e) => Computer.Evolve(snapshot, e.Data);
}

/// <summary>The present state of each enrolment key.</summary>
public sealed partial class EnrolmentKeyProjection : SingleStreamProjection<EnrolmentKey, Guid>
{
    public EnrolmentKeyProjection() => FilterIncomingEventsOnStreamType(typeof(EnrolmentKey));

    public override EnrolmentKey? Evolve(EnrolmentKey? snapshot, Guid id, IEvent e) => EnrolmentKey.Evolve(snapshot, e.Data);
}

/// <summary>The present state of each ID group.</summary>
public sealed partial class GroupProjection : SingleStreamProjection<Group, Guid>
{
    public GroupProjection() => FilterIncomingEventsOnStreamType(typeof(Group));

    public override Group? Evolve(Group? snapshot, Guid id, IEvent e) => Group.Evolve(snapshot, e.Data);
}

/// <summary>Whose each name is; folded on read, for its streams are short.</summary>
public sealed partial class GroupNameProjection : SingleStreamProjection<GroupName, Guid>
{
    public GroupNameProjection() => FilterIncomingEventsOnStreamType(typeof(GroupName));

    public override GroupName? Evolve(GroupName? snapshot, Guid id, IEvent e) => GroupName.Evolve(snapshot, e.Data);
}

/// <summary>Which ID groups contain which.</summary>
public sealed partial class NestingProjection : SingleStreamProjection<Nesting, Guid>
{
    public NestingProjection() => FilterIncomingEventsOnStreamType(typeof(Nesting));

    public override Nesting? Evolve(Nesting? snapshot, Guid id, IEvent e) => Nesting.Evolve(snapshot, e.Data);
}

/// <summary>The present state of each membership.</summary>
public sealed partial class MembershipProjection : SingleStreamProjection<Membership, Guid>
{
    public MembershipProjection() => FilterIncomingEventsOnStreamType(typeof(Membership));

    public override Membership? Evolve(Membership? snapshot, Guid id, IEvent e) => Membership.Evolve(snapshot, e.Data);
}

/// <summary>The present state of each policy.</summary>
public sealed partial class PolicyProjection : SingleStreamProjection<Policy, Guid>
{
    public PolicyProjection() => FilterIncomingEventsOnStreamType(typeof(Policy));

    public override Policy? Evolve(Policy? snapshot, Guid id, IEvent e) => Policy.Evolve(snapshot, e.Data);
}

/// <summary>Which policies hold; folded on read, for it is read when policies change.</summary>
public sealed partial class PolicyBookProjection : SingleStreamProjection<PolicyBook, Guid>
{
    public PolicyBookProjection() => FilterIncomingEventsOnStreamType(typeof(PolicyBook));

    public override PolicyBook? Evolve(PolicyBook? snapshot, Guid id, IEvent e) => PolicyBook.Evolve(snapshot, e.Data);
}

/// <summary>What each computer consists of.</summary>
public sealed partial class KnownInventoryProjection : SingleStreamProjection<KnownInventory, Guid>
{
    public KnownInventoryProjection() => FilterIncomingEventsOnStreamType(typeof(KnownInventory));

    public override KnownInventory? Evolve(KnownInventory? snapshot, Guid id, IEvent e) => KnownInventory.Evolve(snapshot, e.Data);
}

/// <summary>The operator's own fields of each computer.</summary>
public sealed partial class AssetsProjection : SingleStreamProjection<Assets, Guid>
{
    public AssetsProjection() => FilterIncomingEventsOnStreamType(typeof(Assets));

    public override Assets? Evolve(Assets? snapshot, Guid id, IEvent e) => Assets.Evolve(snapshot, e.Data);
}

/// <summary>The condition of each dynamic ID group.</summary>
public sealed partial class GroupConditionProjection : SingleStreamProjection<GroupCondition, Guid>
{
    public GroupConditionProjection() => FilterIncomingEventsOnStreamType(typeof(GroupCondition));

    public override GroupCondition? Evolve(GroupCondition? snapshot, Guid id, IEvent e) => GroupCondition.Evolve(snapshot, e.Data);
}

/// <summary>The searches that operators keep.</summary>
public sealed partial class SavedSearchProjection : SingleStreamProjection<SavedSearch, Guid>
{
    public SavedSearchProjection() => FilterIncomingEventsOnStreamType(typeof(SavedSearch));

    public override SavedSearch? Evolve(SavedSearch? snapshot, Guid id, IEvent e) => SavedSearch.Evolve(snapshot, e.Data);
}

/// <summary>The present state of each security policy.</summary>
public sealed partial class SecurityPolicyProjection : SingleStreamProjection<SecurityPolicy, Guid>
{
    public SecurityPolicyProjection() => FilterIncomingEventsOnStreamType(typeof(SecurityPolicy));

    public override SecurityPolicy? Evolve(SecurityPolicy? snapshot, Guid id, IEvent e) => SecurityPolicy.Evolve(snapshot, e.Data);
}

/// <summary>How each computer stands to each of its security policies.</summary>
public sealed partial class ComplianceProjection : SingleStreamProjection<Compliance, Guid>
{
    public ComplianceProjection() => FilterIncomingEventsOnStreamType(typeof(Compliance));

    public override Compliance? Evolve(Compliance? snapshot, Guid id, IEvent e) => Compliance.Evolve(snapshot, e.Data);
}

/// <summary>Which tasks are countermeasures.</summary>
public sealed partial class CountermeasureProjection : SingleStreamProjection<Countermeasure, Guid>
{
    public CountermeasureProjection() => FilterIncomingEventsOnStreamType(typeof(Countermeasure));

    public override Countermeasure? Evolve(Countermeasure? snapshot, Guid id, IEvent e) => Countermeasure.Evolve(snapshot, e.Data);
}

/// <summary>Which packages are registered.</summary>
public sealed partial class RegisteredPackageProjection : SingleStreamProjection<RegisteredPackage, Guid>
{
    public RegisteredPackageProjection() => FilterIncomingEventsOnStreamType(typeof(RegisteredPackage));

    public override RegisteredPackage? Evolve(RegisteredPackage? snapshot, Guid id, IEvent e) => RegisteredPackage.Evolve(snapshot, e.Data);
}

/// <summary>The last count of each group; folded on read, for it is read once an hour.</summary>
public sealed partial class GroupComplianceProjection : SingleStreamProjection<GroupCompliance, Guid>
{
    public GroupComplianceProjection() => FilterIncomingEventsOnStreamType(typeof(GroupCompliance));

    public override GroupCompliance? Evolve(GroupCompliance? snapshot, Guid id, IEvent e) => GroupCompliance.Evolve(snapshot, e.Data);
}
