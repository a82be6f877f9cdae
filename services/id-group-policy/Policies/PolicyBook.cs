using System.Collections.Immutable;

namespace Distribution.IdGroupPolicy.Policies;

/// <summary>A policy holds from now on.</summary>
/// <param name="Place">Equal for equal policies of one group.</param>
public sealed record PolicyEntered(Guid PolicyId, Guid Place);

/// <summary>A policy holds no more, or not in this form.</summary>
public sealed record PolicyStruck(Guid PolicyId, Guid Place);

/// <summary>
/// All policies that hold. One stream, saved together with each policy's own: of two equal policies that are set at the same moment
/// one finds the book changed, the limit holds exactly, and the stream's version says at once whether any policy has changed.
/// </summary>
public sealed record PolicyBook(Guid Id, ImmutableDictionary<Guid, Guid> Policies)
{
    /// <summary>Most policies that hold at the same time.</summary>
    public const int Most = 1_000;

    /// <summary>The one stream.</summary>
    public static readonly Guid TheOne = DeterministicId.Of("policy book");

    public static PolicyBook? Evolve(PolicyBook? state, object @event)
    {
        state ??= new(TheOne, ImmutableDictionary<Guid, Guid>.Empty);
        return @event switch
        {
            PolicyEntered e => state with { Policies = state.Policies.SetItem(e.Place, e.PolicyId) },
            PolicyStruck e => state with { Policies = state.Policies.Remove(e.Place) },
            _ => state,
        };
    }

    /// <summary>What a policy's own events mean for the book.</summary>
    /// <param name="before">The policy before them; null when it is new.</param>
    /// <param name="after">The policy after them.</param>
    /// <exception cref="CommandRefusedException">The same policy is set already under another id, or there are too many.</exception>
    public static object[] Follow(PolicyBook? state, Policy? before, Policy after)
    {
        var policies = state?.Policies ?? ImmutableDictionary<Guid, Guid>.Empty;
        List<object> events = [];
        if (before is { RemovedAt: null } && (after.RemovedAt is not null || after.Place != before.Place) && policies.GetValueOrDefault(before.Place) == before.Id)
            events.Add(new PolicyStruck(before.Id, before.Place));
        if (after.RemovedAt is not null || (policies.TryGetValue(after.Place, out var holder) && holder == after.Id))
            return [.. events];
        if (policies.TryGetValue(after.Place, out var other))
            throw new CommandRefusedException($"The same policy is set already: {other}.");
        if (policies.Count - events.Count >= Most)
            throw new CommandRefusedException($"At most {Most} policies may be set.");
        return [.. events, new PolicyEntered(after.Id, after.Place)];
    }
}
