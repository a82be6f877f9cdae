using Distribution.Agent.Software;

namespace Distribution.Agent.Inventory;

/// <summary>What Linux tells of itself in files.</summary>
internal static class LinuxFacts
{
    public static async Task<SystemFacts> Read(CancellationToken ct) => new(
        Line("/sys/class/dmi/id/sys_vendor"), Line("/sys/class/dmi/id/product_name"), Line("/sys/class/dmi/id/product_serial"),
        Value("/proc/cpuinfo", "model name", ':'), Memory(), Value("/etc/os-release", "PRETTY_NAME", '='), Value("/etc/os-release", "VERSION_ID", '='),
        (await Query.Ask("who", [], ct)).Split((char[])[' ', '\n'], 2)[0]);

    private static long? Memory() =>
        long.TryParse(Value("/proc/meminfo", "MemTotal", ':')?.Split(' ')[0], out var kilobytes) ? kilobytes * 1024 : null;

    private static string? Value(string path, string name, char sign) => Lines(path)
        .Select(line => line.Split(sign, 2)).FirstOrDefault(parts => parts.Length == 2 && parts[0].Trim() == name)?[1].Trim().Trim('"');

    private static string? Line(string path) => Lines(path).FirstOrDefault();

    private static string[] Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Some of it is for the administrator alone.
            return [];
        }
    }
}
