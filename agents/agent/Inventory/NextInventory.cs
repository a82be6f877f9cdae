using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.Rules;

namespace Distribution.Agent.Inventory;

/// <summary>What is to be said of a computer after what was said before. Pure; the fleet says the same.</summary>
internal static class NextInventory
{
    private const int Most = 20_000;

    /// <returns>Null when nothing has changed.</returns>
    public static InventoryReported? Of(SaidInventory said, ComputerInventory now, DateTimeOffset at)
    {
        if (said.WholeWanted || said.Facts is null)
            return new(said.SeriesId, said.Number + 1, null, at, now.Facts, now.Software, now.Updates);
        var (fresh, gone) = Between(said.Software, now.Software);
        var (freshUpdates, goneUpdates) = Between(said.Updates, now.Updates);
        var facts = ComputerInventory.AreAlike(said.Facts, now.Facts) ? null : now.Facts;
        return facts is null && fresh.Count + gone.Count + freshUpdates.Count + goneUpdates.Count == 0
            ? null
            : new(said.SeriesId, said.Number + 1, InventoryHash.Of(said.Software, said.Updates), at, facts, fresh, freshUpdates, gone, goneUpdates);
    }

    /// <summary>Each entry once, and no more of them than a message may hold.</summary>
    public static IReadOnlyList<T> Bounded<T>(IEnumerable<T> entries) => [.. entries.Distinct().Take(Most)];

    private static (List<T> Fresh, List<T> Gone) Between<T>(IReadOnlyList<T> before, IReadOnlyList<T> now) =>
        ([.. now.Except(before)], [.. before.Except(now)]);
}
