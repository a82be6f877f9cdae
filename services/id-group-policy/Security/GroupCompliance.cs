namespace Distribution.IdGroupPolicy.Security;

/// <summary>How the members of an ID group stand to a security policy was counted, and was otherwise than before.</summary>
public sealed record GroupComplianceCounted(Guid PolicyId, Guid GroupId, long Compliant, long Violating, long Suppressed, DateTimeOffset CountedAt);

/// <summary>How an ID group stands to a security policy, over time.</summary>
public sealed record GroupCompliance(Guid Id, Guid PolicyId, Guid GroupId, long Compliant, long Violating, long Suppressed, DateTimeOffset CountedAt)
{
    /// <summary>The stream of a pair.</summary>
    public static Guid StreamOf(Guid policyId, Guid groupId) => DeterministicId.Of("group compliance", policyId.ToString("D"), groupId.ToString("D"));

    public static GroupCompliance? Evolve(GroupCompliance? state, object @event) => @event switch
    {
        GroupComplianceCounted e => new(StreamOf(e.PolicyId, e.GroupId), e.PolicyId, e.GroupId, e.Compliant, e.Violating, e.Suppressed, e.CountedAt),
        _ => state,
    };

    /// <summary>Records a count that is another than the last.</summary>
    public static object[] Count(GroupCompliance? state, GroupComplianceCounted counted) =>
        state is not null && (state.Compliant, state.Violating, state.Suppressed) == (counted.Compliant, counted.Violating, counted.Suppressed) ? [] : [counted];
}
