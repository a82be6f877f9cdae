using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.Rules;

namespace Distribution.IdGroupPolicy.Inventory;

/// <summary>It is known for the first time what a computer consists of.</summary>
/// <param name="SeriesId">The agent's series of inventories, within which <paramref name="Number"/> counts.</param>
public sealed record InventoryTaken(
    Guid ComputerId, Guid SeriesId, long Number, InventoryFacts Facts, IReadOnlyList<SoftwareItem> Software, IReadOnlyList<string> Updates,
    DateTimeOffset TakenAt);

/// <summary>Software was installed, updated or removed, or anything else that a computer consists of is another.</summary>
/// <param name="Facts">All facts as they are now, whether or not one of them changed.</param>
/// <param name="OnlySoftware">Nothing but software changed; false of events from before this was told.</param>
public sealed record InventoryChanged(
    Guid ComputerId, Guid SeriesId, long Number, InventoryFacts Facts, IReadOnlyList<SoftwareItem> Installed, IReadOnlyList<SoftwareUpdate> Updated,
    IReadOnlyList<SoftwareItem> Removed, IReadOnlyList<string> UpdatesInstalled, IReadOnlyList<string> UpdatesRemoved, DateTimeOffset ChangedAt,
    bool OnlySoftware = false);

/// <summary>One piece of software became another of the same name and architecture.</summary>
public sealed record SoftwareUpdate(SoftwareItem From, SoftwareItem To);

/// <summary>A difference did not fit what is known: the computer is asked to say whole what it consists of.</summary>
public sealed record InventoryAsked(Guid ComputerId, DateTimeOffset AskedAt);

/// <summary>A computer left the platform, and what it consisted of is of interest no more.</summary>
public sealed record InventoryForgotten(Guid ComputerId, DateTimeOffset ForgottenAt);

/// <summary>What is known of what one computer consists of.</summary>
/// <param name="Facts">Null when the computer was asked, but has not said yet.</param>
/// <param name="Software">In the order of names, versions, product codes and architectures.</param>
/// <param name="Updates">In their order.</param>
/// <param name="ChangedAt">When it was found to be as it is.</param>
/// <param name="AskedAt">When it was asked for last.</param>
public sealed record KnownInventory(
    Guid Id, Guid ComputerId, Guid SeriesId, long Number, InventoryFacts? Facts, IReadOnlyList<SoftwareItem> Software, IReadOnlyList<string> Updates,
    DateTimeOffset ChangedAt, DateTimeOffset? AskedAt)
{
    // A computer that does not answer is asked again, but no flood of differences becomes a flood of questions.
    private static readonly TimeSpan AnswerIsAwaited = TimeSpan.FromMinutes(10);

    /// <summary>The stream of a computer's inventory.</summary>
    public static Guid StreamOf(Guid computerId) => DeterministicId.Of("inventory", computerId.ToString("D"));

    public static KnownInventory? Evolve(KnownInventory? state, object @event) => @event switch
    {
        InventoryTaken e => new(
            StreamOf(e.ComputerId), e.ComputerId, e.SeriesId, e.Number, e.Facts, e.Software, e.Updates, e.TakenAt, state?.AskedAt),
        InventoryChanged e => state! with
        {
            SeriesId = e.SeriesId,
            Number = e.Number,
            Facts = e.Facts,
            Software = InventoryDifference.Applied(state.Software, e.Removed.Concat(e.Updated.Select(u => u.From)), e.Installed.Concat(e.Updated.Select(u => u.To))),
            Updates = InventoryDifference.Applied(state.Updates, e.UpdatesRemoved, e.UpdatesInstalled),
            ChangedAt = e.ChangedAt,
        },
        InventoryAsked e => state is null
            ? new(StreamOf(e.ComputerId), e.ComputerId, Guid.Empty, 0, null, [], [], e.AskedAt, e.AskedAt)
            : state with { AskedAt = e.AskedAt },
        InventoryForgotten => null,
        _ => state,
    };

    /// <summary>
    /// What a report changes. A repeated or older one changes nothing, nor does one that says what is known; a difference from
    /// something else than what is known makes the computer be asked for all of it.
    /// </summary>
    public static object[] Report(KnownInventory? state, Guid computerId, InventoryReported said, DateTimeOffset now)
    {
        if (state is not null && state.SeriesId == said.SeriesId && said.Number <= state.Number)
            return [];
        if (said.BaseHash is not null && (state?.Facts is null || InventoryHash.Of(state.Software, state.Updates) != said.BaseHash))
            return Ask(state, computerId, now);
        // A computer's clock may be anywhere; what it found, it did not find after it was heard of.
        var at = said.At < now ? said.At.ToUniversalTime() : now;
        return state?.Facts is null
            ? [new InventoryTaken(
                computerId, said.SeriesId, said.Number, said.Facts!, InventoryDifference.InOrder(said.Software), InventoryDifference.InOrder(said.Updates), at)]
            : InventoryDifference.Between(state, said, at) is { } changed ? [changed] : [];
    }

    /// <summary>The computer left the platform.</summary>
    public static object[] Forget(KnownInventory? state, DateTimeOffset now) => state is null ? [] : [new InventoryForgotten(state.ComputerId, now)];

    private static object[] Ask(KnownInventory? state, Guid computerId, DateTimeOffset now) =>
        state?.AskedAt is { } asked && now - asked < AnswerIsAwaited ? [] : [new InventoryAsked(computerId, now)];
}
