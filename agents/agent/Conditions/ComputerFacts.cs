using Distribution.Contracts.Packages.V1;

namespace Distribution.Agent.Conditions;

/// <summary>What a system condition asks about, read at this moment.</summary>
/// <param name="FreeDiskMegabytes">Of the drive that the condition names; null when there is no such drive.</param>
/// <param name="OperatingSystemVersion">10.0.19045 of Windows, 12 of Debian 12, 15.1 of macOS.</param>
internal sealed record ComputerFacts(long? FreeDiskMegabytes, long MemoryMegabytes, string OperatingSystemVersion)
{
    /// <param name="contentFolder">Where content goes, for a condition that names no drive.</param>
    public static ComputerFacts Read(SystemConditions wanted, string contentFolder) =>
        new(FreeOn(wanted.FreeDiskDrive ?? contentFolder), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20, Version());

    private static long? FreeOn(string drive)
    {
        try
        {
            return new DriveInfo(drive).AvailableFreeSpace >> 20;
        }
        catch (Exception problem) when (problem is ArgumentException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Version()
    {
        const string release = "/etc/os-release";
        if (OperatingSystem.IsLinux() && File.Exists(release)
            && File.ReadLines(release).FirstOrDefault(line => line.StartsWith("VERSION_ID=", StringComparison.Ordinal)) is { } line)
            return line["VERSION_ID=".Length..].Trim('"');
        return Environment.OSVersion.Version.ToString();
    }
}
