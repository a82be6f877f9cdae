using Distribution.Contracts.IdGroupPolicy.V1;

namespace Distribution.IdGroupPolicy.Security;

/// <summary>A security policy exists (domain 2.7).</summary>
public sealed record SecurityPolicySet(Guid PolicyId, string Name, SecurityRules Rules, DateTimeOffset SetAt);

/// <summary>A security policy is called or asks for something else.</summary>
public sealed record SecurityPolicyChanged(Guid PolicyId, string Name, SecurityRules Rules, DateTimeOffset ChangedAt);

/// <summary>A security policy holds for the members of an ID group.</summary>
public sealed record SecurityPolicyAssigned(Guid PolicyId, Guid GroupId, DateTimeOffset AssignedAt);

/// <summary>A security policy holds for the members of an ID group no more.</summary>
public sealed record SecurityPolicyUnassigned(Guid PolicyId, Guid GroupId, DateTimeOffset UnassignedAt);

/// <summary>A part of a security policy is not enforced automatically any more.</summary>
public sealed record EnforcementLifted(Guid PolicyId, Enforcement Part, DateTimeOffset LiftedAt);

/// <summary>A security policy is gone.</summary>
public sealed record SecurityPolicyRemoved(Guid PolicyId, DateTimeOffset RemovedAt);

/// <summary>What the computers of some ID groups must have and must not have.</summary>
/// <param name="Version">That of its stream.</param>
/// <param name="Revision">Counts the changes of its rules.</param>
public sealed record SecurityPolicy(
    Guid Id, string Name, SecurityRules Rules, IReadOnlyList<Guid> GroupIds, long Version, long Revision, DateTimeOffset SetAt, DateTimeOffset? RemovedAt)
{
    /// <summary>Most ID groups of one policy.</summary>
    public const int MostGroups = 1_000;

    public static SecurityPolicy? Evolve(SecurityPolicy? state, object @event)
    {
        var next = @event switch
        {
            SecurityPolicySet e => new(e.PolicyId, e.Name, e.Rules, [], 0, 1, e.SetAt, null),
            SecurityPolicyChanged e => state! with { Name = e.Name, Rules = e.Rules, Revision = state.Revision + 1 },
            SecurityPolicyAssigned e => state! with { GroupIds = [.. state.GroupIds, e.GroupId] },
            SecurityPolicyUnassigned e => state! with { GroupIds = [.. state.GroupIds.Where(id => id != e.GroupId)] },
            SecurityPolicyRemoved e => state! with { RemovedAt = e.RemovedAt },
            _ => state,
        };
        return next is null ? null : next with { Version = next.Version + 1 };
    }

    /// <summary>Sets the policy of this id, or makes it another one; what is not enforced any more is said part by part.</summary>
    public static object[] Set(SecurityPolicy? state, Guid id, string name, SecurityRules rules, DateTimeOffset now) => state switch
    {
        null => [new SecurityPolicySet(id, name, rules, now)],
        { RemovedAt: not null } => throw new CommandRefusedException($"The id {id} belonged to a security policy that was removed."),
        _ when state.Name == name && state.Rules.Text() == rules.Text() => [],
        _ =>
        [
            new SecurityPolicyChanged(id, name, rules, now),
            .. Enum.GetValues<Enforcement>().Where(part => state.Rules.Enforces(part) && !rules.Enforces(part)).Select(part => new EnforcementLifted(id, part, now)),
        ],
    };

    public static object[] Assign(SecurityPolicy? state, Guid groupId, DateTimeOffset now) => state switch
    {
        not { RemovedAt: null } => [],
        _ when state.GroupIds.Contains(groupId) => [],
        { GroupIds.Count: >= MostGroups } => throw new CommandRefusedException($"A security policy may be assigned to at most {MostGroups} ID groups."),
        _ => [new SecurityPolicyAssigned(state.Id, groupId, now)],
    };

    public static object[] Unassign(SecurityPolicy? state, Guid groupId, DateTimeOffset now) =>
        state is { RemovedAt: null } && state.GroupIds.Contains(groupId) ? [new SecurityPolicyUnassigned(state.Id, groupId, now)] : [];

    public static object[] Remove(SecurityPolicy? state, DateTimeOffset now) =>
        state is { RemovedAt: null } ? [new SecurityPolicyRemoved(state.Id, now)] : [];
}
