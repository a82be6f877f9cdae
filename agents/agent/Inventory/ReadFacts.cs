using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Distribution.Agent.Protocol;
using Distribution.Contracts.Agents.V1;

namespace Distribution.Agent.Inventory;

/// <summary>The facts of this computer, from whatever the platform offers without a driver or a service of ours.</summary>
internal static class ReadFacts
{
    private const int Most = 64;

    private static readonly string[] noDisks = ["squashfs", "tmpfs", "devtmpfs", "ramfs", "proc", "sysfs", "iso9660", "udf"];

    public static async Task<InventoryFacts> Of(CancellationToken ct)
    {
        var system = OperatingSystem.IsWindows() ? WindowsFacts.Read() : OperatingSystem.IsMacOS() ? await MacFacts.Read(ct) : await LinuxFacts.Read(ct);
        return new(
            new(
                Text(system.Manufacturer), Text(system.Model), Text(system.SerialNumber), Text(system.Processor), Environment.ProcessorCount,
                system.MemoryBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
            Text(system.Name), Text(system.Version), RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(), [.. Disks().Take(Most)], [.. Networks().Take(Most)],
            Text(system.User), Text(Zone()), Text(DomainOf()), SelfPresentation.Version);
    }

    private static string? Text(string? text) => CollectInventory.Text(text);

    private static IEnumerable<DiskFacts> Disks()
    {
        foreach (var drive in DriveInfo.GetDrives().DistinctBy(drive => drive.Name).OrderBy(drive => drive.Name, StringComparer.Ordinal))
        {
            if (SizeOf(drive) is { } size)
                yield return new(Text(OperatingSystem.IsWindows() ? drive.Name.TrimEnd('\\') : drive.Name)!, size.Total, size.Free);
        }
    }

    private static (long Total, long Free)? SizeOf(DriveInfo drive)
    {
        try
        {
            return drive is { DriveType: DriveType.Fixed, IsReady: true, TotalSize: > 0 } && !noDisks.Contains(drive.DriveFormat) ? (drive.TotalSize, drive.AvailableFreeSpace) : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Taken away, or not for us, in this moment.
            return null;
        }
    }

    private static IEnumerable<NetworkFacts> Networks()
    {
        foreach (var network in NetworkInterface.GetAllNetworkInterfaces().OrderBy(network => network.Name, StringComparer.Ordinal))
        {
            if (network.NetworkInterfaceType == NetworkInterfaceType.Loopback || network.OperationalStatus == OperationalStatus.Down)
                continue;
            var mac = network.GetPhysicalAddress().GetAddressBytes();
            yield return new(
                Text(network.Name) ?? "", mac.Length == 6 ? string.Join(':', mac.Select(octet => octet.ToString("x2", null))) : null,
                [.. network.GetIPProperties().UnicastAddresses.Select(address => address.Address)
                    .Where(address => address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6)
                    .Select(address => address.ToString().Split('%')[0]).Order(StringComparer.Ordinal).Take(Most)]);
        }
    }

    // Windows has names of its own for zones; without its tables of the others the server is told nothing rather than something wrong.
    private static string? Zone() =>
        TimeZoneInfo.Local.HasIanaId ? TimeZoneInfo.Local.Id : TimeZoneInfo.TryConvertWindowsIdToIanaId(TimeZoneInfo.Local.Id, out var zone) ? zone : null;

    private static string? DomainOf()
    {
        try
        {
            return IPGlobalProperties.GetIPGlobalProperties().DomainName is { } name && name != "(none)" ? name : null;
        }
        catch (NetworkInformationException)
        {
            return null;
        }
    }
}

/// <summary>What each platform tells in its own way; null is not known.</summary>
internal sealed record SystemFacts(
    string? Manufacturer, string? Model, string? SerialNumber, string? Processor, long? MemoryBytes, string? Name, string? Version, string? User);
