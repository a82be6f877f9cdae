using Distribution.Contracts.Agents.V1;

namespace Distribution.IdGroupPolicy.Inventory;

/// <summary>What is other in one inventory than in another. Pure.</summary>
internal static class InventoryDifference
{
    /// <summary>The order in which software is kept; a code, an architecture or a publisher that is not known comes like an empty one.</summary>
    public static readonly IComparer<SoftwareItem> ByName = Comparer<SoftwareItem>.Create((a, b) =>
        string.CompareOrdinal(a.Name, b.Name) is not 0 and var name ? name
        : string.CompareOrdinal(a.Version, b.Version) is not 0 and var version ? version
        : string.CompareOrdinal(a.ProductCode, b.ProductCode) is not 0 and var code ? code
        : string.CompareOrdinal(a.Architecture, b.Architecture) is not 0 and var architecture ? architecture
        : string.CompareOrdinal(a.Publisher, b.Publisher));

    /// <summary>The change that a report, whole or a difference, makes to what is known; null when it makes none.</summary>
    public static InventoryChanged? Between(KnownInventory known, InventoryReported said, DateTimeOffset at)
    {
        var (gone, come) = Parts(known.Software, said.Software, said.SoftwareRemoved, said.BaseHash is null, ByName);
        var (updatesGone, updatesCome) = Parts(known.Updates, said.Updates, said.UpdatesRemoved, said.BaseHash is null, StringComparer.Ordinal);
        var facts = said.Facts is null || FactsRules.AreAlike(known.Facts!, said.Facts) ? known.Facts! : said.Facts;
        var onlySoftware = updatesGone.Count + updatesCome.Count == 0 && ReferenceEquals(facts, known.Facts);
        if (onlySoftware && gone.Count + come.Count == 0)
            return null;
        var updated = Pairs(gone, come);
        var (from, to) = (updated.Select(u => u.From).ToHashSet(), updated.Select(u => u.To).ToHashSet());
        return new(
            known.ComputerId, said.SeriesId, said.Number, facts, [.. come.Where(item => !to.Contains(item))], updated,
            [.. gone.Where(item => !from.Contains(item))], updatesCome, updatesGone, at, onlySoftware);
    }

    /// <summary>What is there after a change, in its order and each once.</summary>
    public static IReadOnlyList<SoftwareItem> Applied(IReadOnlyList<SoftwareItem> before, IEnumerable<SoftwareItem> gone, IEnumerable<SoftwareItem> come) =>
        Merged(before, gone.ToHashSet(), [.. come.Order(ByName)], ByName);

    /// <summary>What is there after a change, in its order and each once.</summary>
    public static IReadOnlyList<string> Applied(IReadOnlyList<string> before, IEnumerable<string> gone, IEnumerable<string> come) =>
        Merged(before, gone.ToHashSet(), [.. come.Order(StringComparer.Ordinal)], StringComparer.Ordinal);

    /// <summary>In the order of the names, each once.</summary>
    public static IReadOnlyList<SoftwareItem> InOrder(IEnumerable<SoftwareItem> software) => [.. new SortedSet<SoftwareItem>(software, ByName)];

    /// <summary>In their order, each once.</summary>
    public static IReadOnlyList<string> InOrder(IEnumerable<string> updates) => [.. new SortedSet<string>(updates, StringComparer.Ordinal)];

    // Of what is there hardly anything changes: its order is kept, and not found anew.
    private static List<T> Merged<T>(IReadOnlyList<T> before, HashSet<T> gone, List<T> come, IComparer<T> order)
        where T : class
    {
        var (merged, next) = (new List<T>(before.Count + come.Count), 0);
        foreach (var item in before)
        {
            if (gone.Contains(item))
                continue;
            while (next < come.Count && order.Compare(come[next], item) < 0)
                Add(come[next++]);
            Add(item);
        }

        foreach (var item in come.Skip(next))
            Add(item);
        return merged;

        void Add(T item)
        {
            if (merged.Count == 0 || order.Compare(merged[^1], item) != 0)
                merged.Add(item);
        }
    }

    private static (List<T> Gone, List<T> Come) Parts<T>(
        IReadOnlyList<T> known, IReadOnlyList<T> said, IReadOnlyList<T>? removed, bool isWhole, IComparer<T> order)
    {
        var (before, now) = (known.ToHashSet(), said.ToHashSet());
        var gone = isWhole ? before.Where(item => !now.Contains(item)) : (removed ?? []).Where(item => before.Contains(item) && !now.Contains(item)).Distinct();
        return ([.. gone.Order(order)], [.. now.Where(item => !before.Contains(item)).Order(order)]);
    }

    // One that went and one that came under the same name are one that was updated; of several nobody knows which became which.
    private static List<SoftwareUpdate> Pairs(List<SoftwareItem> gone, List<SoftwareItem> come)
    {
        var came = come.ToLookup(item => (item.Name, item.Architecture));
        return
        [
            .. gone.GroupBy(item => (item.Name, item.Architecture))
                .Where(left => left.Count() == 1 && came[left.Key].Count() == 1)
                .Select(left => new SoftwareUpdate(left.Single(), came[left.Key].Single())),
        ];
    }
}
