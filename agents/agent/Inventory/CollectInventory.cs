using Distribution.Agent.Software;
using Distribution.Contracts.Agents.V1;

namespace Distribution.Agent.Inventory;

/// <summary>Reads what this computer consists of, anew each time.</summary>
internal sealed class CollectInventory(string? root)
{
    private const int LongestText = 512;

    private readonly SoftwareDatabases databases = new(root);

    public async Task<ComputerInventory> Read(CancellationToken ct)
    {
        var software = NextInventory.Bounded((await databases.All(ct)).Select(Item));
        return new(await ReadFacts.Of(ct), software, OperatingSystem.IsWindows() ? NextInventory.Bounded(WindowsFacts.Updates()) : []);
    }

    /// <summary>A text as it may be sent; null when there is nothing in it.</summary>
    public static string? Text(string? text)
    {
        var plain = text?.Replace("\0", "", StringComparison.Ordinal).Trim();
        return string.IsNullOrEmpty(plain) ? null : plain.Length <= LongestText ? plain : plain[..LongestText];
    }

    private static SoftwareItem Item(SoftwareEntry entry) =>
        new(Text(entry.Name) ?? "", Text(entry.Version) ?? "", Text(entry.Publisher), Text(entry.ProductCode), Text(entry.Architecture));
}
