namespace Distribution.IdGroupPolicy.Security;

/// <summary>A computer meets a security policy otherwise than before, or is judged by it for the first time.</summary>
/// <param name="Violations">In what it does not meet it now; none is compliance.</param>
public sealed record ComplianceChanged(Guid PolicyId, Guid ComputerId, IReadOnlyList<Violation> Violations, DateTimeOffset ChangedAt);

/// <summary>A computer is judged by a security policy no more: it left the groups, or the policy is gone.</summary>
public sealed record ComplianceEnded(Guid PolicyId, Guid ComputerId, DateTimeOffset EndedAt);

/// <summary>Something is done about a violation.</summary>
/// <param name="Mark">Another one when the rule or its package is another.</param>
/// <param name="Revision">That of the policy's rules.</param>
public sealed record CountermeasureTaken(
    Guid PolicyId, Guid ComputerId, Violation Violation, Guid CountermeasureId, string Mark, long Revision, DateTimeOffset TakenAt);

/// <summary>What was done about a violation has come to its end on the computer, in whatever way.</summary>
public sealed record CountermeasureEnded(Guid PolicyId, Guid ComputerId, Guid CountermeasureId, DateTimeOffset EndedAt);

/// <summary>The same countermeasure has been taken again and again without an effect, and is taken no more until the package or the policy changes.</summary>
/// <param name="Times">How often it was taken within the last 24 hours.</param>
public sealed record CountermeasureSuppressed(
    Guid PolicyId, Guid ComputerId, Violation Violation, string Mark, long Revision, int Times, DateTimeOffset SuppressedAt);

/// <summary>What was done about one violation since it began.</summary>
/// <param name="Open">The countermeasure that is under way; null when there is none.</param>
/// <param name="SuppressedAt">Since when nothing is done any more; null while something is.</param>
public sealed record Attempts(Violation Violation, string Mark, long Revision, IReadOnlyList<DateTimeOffset> TakenAt, Guid? Open, DateTimeOffset? SuppressedAt);

/// <summary>How one computer stands to one security policy. One stream for each pair, which is its history too.</summary>
public sealed record Compliance(
    Guid Id, Guid PolicyId, Guid ComputerId, IReadOnlyList<Violation> Violations, DateTimeOffset ChangedAt, DateTimeOffset? EndedAt, IReadOnlyList<Attempts> Attempts)
{
    /// <summary>The same countermeasure is taken so often within <see cref="LoopWindow"/>; once more is a loop.</summary>
    public const int MostTimes = 3;

    /// <summary>The stretch of time in which the same countermeasure counts as repeated.</summary>
    public static readonly TimeSpan LoopWindow = TimeSpan.FromHours(24);

    /// <summary>Violating, Suppressed when nothing is done about one of its violations any more, or Compliant; for lists.</summary>
    public string State => Violations.Count == 0 ? "Compliant" : Attempts.Any(a => a.SuppressedAt is not null) ? "Suppressed" : "Violating";

    /// <summary>The stream of a pair.</summary>
    public static Guid StreamOf(Guid policyId, Guid computerId) => DeterministicId.Of("compliance", policyId.ToString("D"), computerId.ToString("D"));

    public static Compliance? Evolve(Compliance? state, object @event) => @event switch
    {
        ComplianceChanged e => new(
            StreamOf(e.PolicyId, e.ComputerId), e.PolicyId, e.ComputerId, e.Violations, e.ChangedAt, null,
            // What is violated no more has changed its state: should it come back, it is counted from the start.
            [.. (state?.Attempts ?? []).Where(a => e.Violations.Contains(a.Violation))]),
        ComplianceEnded e => state! with { Violations = [], ChangedAt = e.EndedAt, EndedAt = e.EndedAt, Attempts = [] },
        CountermeasureTaken e => state!.With(e.Violation, before => new(
            e.Violation, e.Mark, e.Revision,
            [.. (Counts(before, e.Mark, e.Revision) ? before!.TakenAt : []).Where(at => e.TakenAt - at < LoopWindow), e.TakenAt], e.CountermeasureId, null)),
        CountermeasureEnded e => state! with { Attempts = [.. state.Attempts.Select(a => a.Open == e.CountermeasureId ? a with { Open = null } : a)] },
        CountermeasureSuppressed e => state!.With(e.Violation, before => new(
            e.Violation, e.Mark, e.Revision, before?.TakenAt ?? [], before?.Open, e.SuppressedAt)),
        _ => state,
    };

    /// <summary>Records how it stands, and takes what countermeasures there are.</summary>
    /// <param name="violations">Null when its inventory is unknown: then nothing is said.</param>
    /// <param name="remedyOf">What ends a violation; null is nothing.</param>
    /// <param name="revision">That of the policy's rules.</param>
    /// <param name="idOf">The countermeasure that a remedy belongs to.</param>
    public static object[] Judge(
        Compliance? state, Guid policyId, Guid computerId, IReadOnlyList<Violation>? violations, Func<Violation, Remedy?> remedyOf, long revision,
        Func<Remedy, Guid> idOf, DateTimeOffset now)
    {
        if (violations is null)
            return [];
        var events = new List<object>();
        if (state is null or { EndedAt: not null } || !state.Violations.ToHashSet().SetEquals(violations))
            events.Add(new ComplianceChanged(policyId, computerId, violations, now));
        var after = events.Aggregate(state, Evolve)!;
        foreach (var remedy in violations.Select(remedyOf).OfType<Remedy>())
        {
            var attempts = after.Attempts.FirstOrDefault(a => a.Violation == remedy.Violation);
            if (attempts?.Open is not null && attempts.Mark == remedy.Mark)
                continue;           // it is under way
            var counts = Counts(attempts, remedy.Mark, revision);
            if (counts && attempts!.SuppressedAt is not null)
                continue;
            var times = counts ? attempts!.TakenAt.Count(at => now - at < LoopWindow) : 0;
            events.Add(times >= MostTimes
                ? new CountermeasureSuppressed(policyId, computerId, remedy.Violation, remedy.Mark, revision, times, now)
                : new CountermeasureTaken(policyId, computerId, remedy.Violation, idOf(remedy), remedy.Mark, revision, now));
        }

        return [.. events];
    }

    /// <summary>Judges it no more.</summary>
    public static object[] End(Compliance? state, DateTimeOffset now) => state is { EndedAt: null } ? [new ComplianceEnded(state.PolicyId, state.ComputerId, now)] : [];

    /// <summary>Notes that a countermeasure is over.</summary>
    public static object[] EndCountermeasure(Compliance? state, Guid countermeasureId, DateTimeOffset now) =>
        state?.Attempts.Any(a => a.Open == countermeasureId) == true
            ? [new CountermeasureEnded(state.PolicyId, state.ComputerId, countermeasureId, now)]
            : [];

    // The same countermeasure is the same rule and package under the same policy: a change of any begins anew.
    private static bool Counts(Attempts? attempts, string mark, long revision) => attempts is not null && attempts.Mark == mark && attempts.Revision == revision;

    private Compliance With(Violation violation, Func<Attempts?, Attempts> change) => this with
    {
        Attempts = [.. Attempts.Where(a => a.Violation != violation), change(Attempts.FirstOrDefault(a => a.Violation == violation))],
    };
}
