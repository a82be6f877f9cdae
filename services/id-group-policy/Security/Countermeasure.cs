namespace Distribution.IdGroupPolicy.Security;

/// <summary>The same is to be done about the same violation on some computers.</summary>
/// <param name="PolicyVersion">That of the policy's stream.</param>
/// <param name="GroupId">The ID group through which the policy reaches them.</param>
public sealed record CountermeasureOrdered(
    Guid CountermeasureId, Guid PolicyId, string PolicyName, long PolicyVersion, Remedy Remedy, IReadOnlyList<Guid> ComputerIds, Guid GroupId,
    DateTimeOffset OrderedAt)
{
    /// <summary>What the task is called, 256 characters at most.</summary>
    public string TaskName()
    {
        var verb = Remedy.Violation.Part == Contracts.IdGroupPolicy.V1.Enforcement.ProhibitedSoftware ? "Remove" : "Install";
        var name = $"{verb} {Remedy.Violation.Subject} ({PolicyName})";
        return name.Length <= 256 ? name : name[..256];
    }
}

/// <summary>One countermeasure, found by the id of its task. Whom it concerns stays in the event: there may be many.</summary>
public sealed record Countermeasure(Guid Id, Guid PolicyId)
{
    public static Countermeasure? Evolve(Countermeasure? state, object @event) =>
        @event is CountermeasureOrdered e ? new(e.CountermeasureId, e.PolicyId) : state;
}
