using System.Text.Json;
using Distribution.Contracts.Agents.V1;

namespace Distribution.Agent.Inventory;

/// <summary>What a computer consists of at one moment.</summary>
internal sealed record ComputerInventory(InventoryFacts Facts, IReadOnlyList<SoftwareItem> Software, IReadOnlyList<string> Updates)
{
    // Disks fill and empty all day; only a change that somebody would act upon is told.
    private const double WorthTelling = 0.05;

    /// <summary>Whether the facts of two moments say the same to whoever reads them.</summary>
    public static bool AreAlike(InventoryFacts one, InventoryFacts other) =>
        Text(one) == Text(other) && one.Disks.Zip(other.Disks).All(pair => Math.Abs(pair.First.FreeBytes - pair.Second.FreeBytes) < WorthTelling * pair.First.TotalBytes);

    private static string Text(InventoryFacts facts) => JsonSerializer.Serialize(
        facts with { Disks = [.. facts.Disks.Select(disk => disk with { FreeBytes = 0 })] }, AgentJson.Default.InventoryFacts);
}

/// <summary>What the server was told last of this computer, and has; kept on the disk.</summary>
/// <param name="Number">The last that was drawn, sent or not.</param>
/// <param name="WholeWanted">The next one is a whole one: the server asked, or has not got the first.</param>
internal sealed record SaidInventory(
    Guid SeriesId, long Number, bool WholeWanted, InventoryFacts? Facts, IReadOnlyList<SoftwareItem> Software, IReadOnlyList<string> Updates)
{
    /// <summary>Nothing was ever said.</summary>
    public static SaidInventory Nothing(Guid seriesId) => new(seriesId, 0, true, null, [], []);

    /// <summary>The same once the server has the inventory under this number.</summary>
    public SaidInventory After(ComputerInventory told, long number) =>
        new(SeriesId, number, false, told.Facts, told.Software, told.Updates);
}
