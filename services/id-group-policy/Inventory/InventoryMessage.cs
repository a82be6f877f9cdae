using System.Text.Json;
using Distribution.Contracts;
using Distribution.Contracts.Agents.V1;

namespace Distribution.IdGroupPolicy.Inventory;

/// <summary>One inventory as it came. Who speaks is what the broker vouches for, never what the body claims.</summary>
internal sealed record InventoryMessage(Guid ComputerId, InventoryReported Said)
{
    /// <summary>Most bytes of a body.</summary>
    public const int LargestBody = 16 * 1024 * 1024;

    private const int MostEntries = 20_000;
    private const int MostParts = 64;
    private const int LongestText = 512;
    private static readonly string Urn = $"urn:message:{typeof(InventoryReported).Namespace}:{nameof(InventoryReported)}";

    /// <summary>Reads a message.</summary>
    /// <returns>The inventory, or why it cannot be taken.</returns>
    public static (InventoryMessage? Inventory, string? Fault) Read(Delivered message)
    {
        if (message.Properties.Type != Urn || AgentQueue.ComputerOfInventory(message.RoutingKey) is not { } computer)
            return (null, "It is no inventory of the computer that its routing key names.");
        // The broker lets a computer publish under its own key and its own user only.
        if (message.Properties.UserId is { Length: > 0 } user && user != computer.ToString("D"))
            return (null, "Another user than the computer says it.");
        if (message.Body.Length > LargestBody)
            return (null, $"It has {message.Body.Length} bytes; an inventory has at most {LargestBody}.");
        try
        {
            return JsonSerializer.Deserialize<InventoryReported>(message.Body, HouseJson.Options) is not { } said ? (null, "It is empty.")
                : FaultOf(said) is { } fault ? (null, fault)
                : (new(computer, said), null);
        }
        catch (JsonException fault)
        {
            return (null, $"It cannot be read: {fault.Message}");
        }
    }

    private static string? FaultOf(InventoryReported said) =>
        IsIncomplete(said) ? "It leaves out what every inventory says."
        : said.BaseHash is null && said.Facts is null ? "It is a whole inventory without facts."
        : said.Number < 1 ? "Inventories are numbered from 1."
        : Math.Max(said.Software.Count, said.SoftwareRemoved?.Count ?? 0) > MostEntries ? $"It names more than {MostEntries} pieces of software."
        : Math.Max(said.Updates.Count, said.UpdatesRemoved?.Count ?? 0) > MostEntries ? $"It names more than {MostEntries} updates."
        : said.Facts is { } facts && (facts.Disks.Count > MostParts || facts.Networks.Count > MostParts || facts.Networks.Any(n => n?.Addresses.Count > MostParts))
            ? $"It names more than {MostParts} disks, networks or addresses of one."
        : TextsOf(said).FirstOrDefault(text => !IsTaken(text)) is { } text ? $"The text '{text[..Math.Min(text.Length, 40)].Replace('\0', '?')}' is longer than {LongestText} characters or holds a NUL."
        : HasHoles(said) ? "It has an empty entry."
        : null;

    private static bool IsTaken(string? text) => text is null || (text.Length <= LongestText && !text.Contains('\0', StringComparison.Ordinal));

    // The reader's checks for null do not see what is left out altogether.
    private static bool IsIncomplete(InventoryReported said) =>
        said is { Software: null } or { Updates: null } or { Facts: { Hardware: null } or { Disks: null } or { Networks: null } } || said.Facts?.Networks.Any(n => n is { Addresses: null }) == true;

    // Nor do they reach into lists.
    private static bool HasHoles(InventoryReported said) =>
        said.Software.Concat(said.SoftwareRemoved ?? []).Any(item => string.IsNullOrEmpty(item?.Name))
        || said.Updates.Concat(said.UpdatesRemoved ?? []).Any(string.IsNullOrEmpty)
        || (said.Facts is { } facts && (facts.Disks.Any(d => d is null) || facts.Networks.Any(n => n is null || n.Addresses.Any(a => a is null))));

    private static IEnumerable<string?> TextsOf(InventoryReported said)
    {
        var software = said.Software.Concat(said.SoftwareRemoved ?? []).Where(item => item is not null)
            .SelectMany(item => new[] { item.Name, item.Version, item.Publisher, item.ProductCode, item.Architecture });
        var all = software.Concat(said.Updates).Concat(said.UpdatesRemoved ?? []);
        return said.Facts is not { } facts ? all : all
            .Concat([facts.OperatingSystemName, facts.OperatingSystemVersion, facts.Architecture, facts.LoggedOnUser, facts.TimeZone, facts.Domain, facts.AgentVersion])
            .Concat([facts.Hardware.Manufacturer, facts.Hardware.Model, facts.Hardware.SerialNumber, facts.Hardware.Processor])
            .Concat(facts.Disks.Select(disk => disk?.Mount))
            .Concat(facts.Networks.Where(n => n is not null).SelectMany(network => network.Addresses.Append(network.Mac).Append(network.Name)));
    }
}
