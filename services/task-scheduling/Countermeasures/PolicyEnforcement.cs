using System.Text.Json.Serialization;
using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Tasks;

namespace Distribution.TaskScheduling.Countermeasures;

/// <summary>The policy room told us that a security policy is not enforced any more. Class names are storage format.</summary>
/// <param name="AsOf">The policy's version that said so.</param>
/// <param name="Enforcement">The part; null is every part.</param>
/// <param name="GroupId">For which ID group; null is everywhere.</param>
public sealed record PolicyEnforcementUnset(Guid PolicyId, long AsOf, Enforcement? Enforcement, Guid? GroupId);

/// <summary>
/// What was unset of a security policy, and by which version of it. Messages come in any order: a countermeasure that an older version
/// wanted may arrive after the end of its enforcement.
/// </summary>
public sealed record PolicyEnforcement(Guid Id, Guid PolicyId, IReadOnlyList<UnsetPart> Parts)
{
    /// <summary>The stream of a policy's enforcement; the policy's own id stays free for other streams.</summary>
    public static Guid IdFor(Guid policyId) => DeterministicId.Of("policy-enforcement", policyId.ToString("D"));

    /// <summary>The next state. Pure.</summary>
    public static PolicyEnforcement? Evolve(PolicyEnforcement? state, object @event) => @event switch
    {
        PolicyEnforcementUnset e => new(
            IdFor(e.PolicyId), e.PolicyId,
            [.. (state?.Parts ?? []).Where(part => !part.IsFor(e.Enforcement, e.GroupId)), new UnsetPart(e.AsOf, e.Enforcement, e.GroupId)]),
        _ => state,
    };

    /// <summary>Takes what is newer.</summary>
    public static object[] Unset(PolicyEnforcement? state, Guid policyId, long asOf, Enforcement? enforcement, Guid? groupId) =>
        state?.Parts.Any(part => part.IsFor(enforcement, groupId) && part.AsOf >= asOf) == true
            ? []
            : [new PolicyEnforcementUnset(policyId, asOf, enforcement, groupId)];

    /// <summary>Whether a task serves what was unset since it was wanted; one that names no version was wanted before.</summary>
    public bool Ends(Countermeasure countermeasure) => Parts.Any(part =>
        part.AsOf > (countermeasure.AsOf ?? 0)
        && (part.Enforcement is null || part.Enforcement.ToString() == countermeasure.Enforcement)
        && (part.GroupId is null || part.GroupId == countermeasure.GroupId));
}

/// <summary>A part of a policy that was unset.</summary>
public sealed record UnsetPart(
    long AsOf, [property: JsonConverter(typeof(JsonStringEnumConverter<Enforcement>))] Enforcement? Enforcement, Guid? GroupId)
{
    /// <summary>Whether it is the same part.</summary>
    public bool IsFor(Enforcement? enforcement, Guid? groupId) => (Enforcement, GroupId) == (enforcement, groupId);
}

/// <summary>Keeps what was unset as documents.</summary>
public sealed partial class PolicyEnforcementProjection : SingleStreamProjection<PolicyEnforcement, Guid>
{
    /// <summary>Only its own streams have one.</summary>
    public PolicyEnforcementProjection() => FilterIncomingEventsOnStreamType(typeof(PolicyEnforcement));

    /// <inheritdoc />
    public override PolicyEnforcement? Evolve(PolicyEnforcement? snapshot, Guid id, IEvent e) => PolicyEnforcement.Evolve(snapshot, e.Data);
}
