using Distribution.Agent.Journals;

namespace Distribution.Agent.Decisions;

/// <summary>What decisions need to know of the computer besides the journal.</summary>
/// <param name="IsUserThere">Somebody is logged on and has the session helper.</param>
/// <param name="Blocked">Attempts whose blocking processes run, and when that is looked at again; null is none.</param>
/// <param name="IsGoingDown">The computer is being shut down or restarted, and waits for what was put off until then.</param>
internal sealed record Surroundings(bool IsUserThere = false, IReadOnlyDictionary<AttemptId, DateTimeOffset>? Blocked = null, bool IsGoingDown = false)
{
    public static readonly Surroundings None = new();

    public DateTimeOffset? LooksAgainAt(AttemptId id) => Blocked is not null && Blocked.TryGetValue(id, out var at) ? at : null;
}
