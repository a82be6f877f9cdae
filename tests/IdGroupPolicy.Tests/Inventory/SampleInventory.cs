using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.Rules;

namespace Distribution.IdGroupPolicy.Tests.Inventory;

/// <summary>Inventories as an agent makes them.</summary>
internal static class SampleInventory
{
    public static readonly InventoryFacts Facts = new(
        new HardwareFacts("LENOVO", "20XW", "PF2ABCDE", "Intel Core i7", 8, 16L << 30), "Debian GNU/Linux", "12", "x64",
        [new DiskFacts("/", 500L << 30, 200L << 30)], [new NetworkFacts("eth0", "00:1b:44:11:3a:b7", ["10.1.2.3", "fe80::1"])],
        "anna", "Europe/Berlin", "corp.example", "1.4.0");

    public static SoftwareItem Item(string name, string version = "1.0", string? architecture = "x64") => new(name, version, "Somebody", null, architecture);

    /// <summary>All of it, said by an agent.</summary>
    public static InventoryReported Whole(this SaidBefore before, params SoftwareItem[] software) =>
        new(before.Series, ++before.Number, null, before.At, Facts, Keep(before, software), before.Updates);

    /// <summary>The difference from what the agent said last to what it says now.</summary>
    public static InventoryReported Difference(this SaidBefore before, params SoftwareItem[] software)
    {
        var (hash, was) = (InventoryHash.Of(before.Software, before.Updates), before.Software);
        Keep(before, software);
        return new(before.Series, ++before.Number, hash, before.At, null, [.. software.Except(was)], [], [.. was.Except(software)], []);
    }

    private static SoftwareItem[] Keep(SaidBefore before, SoftwareItem[] software) => before.Software = software;
}

/// <summary>What an agent remembers of what it said.</summary>
internal sealed class SaidBefore
{
    public Guid Series { get; init; } = Guid.Parse("019a0000-0000-7000-8000-0000000000f1");

    public long Number { get; set; }

    public DateTimeOffset At { get; init; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public SoftwareItem[] Software { get; set; } = [];

    public string[] Updates { get; init; } = [];
}
