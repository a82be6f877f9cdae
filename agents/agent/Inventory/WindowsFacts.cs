using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Microsoft.Win32;

namespace Distribution.Agent.Inventory;

/// <summary>What Windows tells of itself in its registry.</summary>
[SupportedOSPlatform("windows")]
internal static partial class WindowsFacts
{
    private const string Machine = @"HKEY_LOCAL_MACHINE\";
    private const string Bios = Machine + @"HARDWARE\DESCRIPTION\System\BIOS";
    private const string Windows = Machine + @"SOFTWARE\Microsoft\Windows NT\CurrentVersion";
    private const string Servicing = @"SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\Packages";

    // Windows' own number for an update that is there.
    private const int Installed = 112;

    public static SystemFacts Read() => new(
        Value(Bios, "SystemManufacturer"), Value(Bios, "SystemProductName"), Value(Bios, "SystemSerialNumber"),
        Value(Machine + @"HARDWARE\DESCRIPTION\System\CentralProcessor\0", "ProcessorNameString"), null, Value(Windows, "ProductName"),
        Environment.OSVersion.Version.ToString(3), Value(Machine + @"SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication\LogonUI", "LastLoggedOnUser"));

    /// <summary>Document numbers of the updates that are installed.</summary>
    public static IEnumerable<string> Updates()
    {
        using var machine = RegistryKey.OpenBaseKey(RegistryHive.LocalMachine, RegistryView.Registry64);
        using var packages = machine.OpenSubKey(Servicing);
        foreach (var name in packages?.GetSubKeyNames() ?? [])
        {
            using var package = packages!.OpenSubKey(name);
            if (Number().Match(name) is { Success: true } number && package?.GetValue("CurrentState") is Installed)
                yield return number.Value;
        }
    }

    private static string? Value(string key, string name) => Registry.GetValue(key, name, null) as string;

    [GeneratedRegex(@"KB\d{4,10}")]
    private static partial Regex Number();
}
