using Distribution.EventStore;

namespace Distribution.Benchmarks.Store;

/// <summary>An event of about 200 bytes of JSON.</summary>
public sealed record ReadingTaken(Guid TaskId, Guid ComputerId, string Text, int Value, DateTimeOffset TakenAt)
{
    internal static ReadingTaken Sample(int value) => new(
        Guid.Parse("0192f0c1-2f6e-7a51-9a3e-7b1f2f3c4d5e"), Guid.Parse("0192f0c1-2f6e-7a51-9a3e-7b1f2f3c4d5f"), "a reading with some words", value,
        new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
}

/// <summary>What the readings of a stream come to.</summary>
public sealed record Tally(Guid Id, int Count, long Sum)
{
    internal static Tally Evolve(Tally? state, Guid id, ReadingTaken e) => new(id, (state?.Count ?? 0) + 1, (state?.Sum ?? 0) + e.Value);
}

/// <summary>The same as a projection.</summary>
public sealed partial class TallyProjection : SingleStreamProjection<Tally, Guid>
{
    /// <inheritdoc />
    public override Tally? Evolve(Tally? snapshot, Guid id, IEvent e) => e.Data is ReadingTaken reading ? Tally.Evolve(snapshot, id, reading) : snapshot;
}
