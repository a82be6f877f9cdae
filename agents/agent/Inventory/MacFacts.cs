using Distribution.Agent.Software;

namespace Distribution.Agent.Inventory;

/// <summary>What macOS tells of itself by its own programs.</summary>
internal static class MacFacts
{
    public static async Task<SystemFacts> Read(CancellationToken ct) => new(
        "Apple", await Sysctl("hw.model", ct), await Serial(ct), await Sysctl("machdep.cpu.brand_string", ct),
        long.TryParse(await Sysctl("hw.memsize", ct), out var memory) ? memory : null, "macOS", await Ask("sw_vers", ["-productVersion"], ct),
        await Ask("stat", ["-f%Su", "/dev/console"], ct));

    private static Task<string> Sysctl(string name, CancellationToken ct) => Ask("sysctl", ["-n", name], ct);

    private static async Task<string?> Serial(CancellationToken ct) =>
        (await Ask("ioreg", ["-c", "IOPlatformExpertDevice", "-d", "2"], ct)).Split('\n')
            .FirstOrDefault(line => line.Contains("IOPlatformSerialNumber", StringComparison.Ordinal))?.Split('"') is [_, _, _, var serial, ..] ? serial : null;

    private static async Task<string> Ask(string program, string[] arguments, CancellationToken ct) => (await Query.Ask(program, arguments, ct)).Trim();
}
