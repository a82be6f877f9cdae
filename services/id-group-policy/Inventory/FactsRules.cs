using Distribution.Contracts.Agents.V1;

namespace Distribution.IdGroupPolicy.Inventory;

/// <summary>Which facts of a computer count as the same.</summary>
internal static class FactsRules
{
    // Free space moves with every file; only what an operator would notice is worth an event.
    private const int NoticedPart = 20;

    /// <summary>Whether two states of one computer's facts are the same but for free space that moved by less than a twentieth of its disk.</summary>
    public static bool AreAlike(InventoryFacts a, InventoryFacts b) =>
        a == b with { Disks = a.Disks, Networks = a.Networks }      // a record compares its lists by reference
        && a.Disks.Count == b.Disks.Count && a.Disks.Zip(b.Disks).All(pair => AreAlike(pair.First, pair.Second))
        && a.Networks.Count == b.Networks.Count && a.Networks.Zip(b.Networks).All(pair => AreAlike(pair.First, pair.Second));

    private static bool AreAlike(DiskFacts a, DiskFacts b) =>
        (a.Mount, a.TotalBytes) == (b.Mount, b.TotalBytes) && Math.Abs(a.FreeBytes - b.FreeBytes) < Math.Max(1, a.TotalBytes / NoticedPart);

    private static bool AreAlike(NetworkFacts a, NetworkFacts b) => (a.Name, a.Mac) == (b.Name, b.Mac) && a.Addresses.SequenceEqual(b.Addresses);
}
