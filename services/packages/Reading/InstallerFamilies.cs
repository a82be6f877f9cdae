using System.Reflection.PortableExecutable;
using System.Text;

namespace Distribution.Packages.Reading;

/// <summary>Programs that make installers; all that one of them made take the same silent switches.</summary>
public enum InstallerFamily
{
    Nsis,
    InnoSetup,
    InstallShield,
    WixBurn,
}

/// <summary>Recognises who made an installer by the marks that its maker leaves, and knows the maker's silent switches.</summary>
internal static class InstallerFamilies
{
    // The makers' own stubs are at most some hundreds of kilobytes; behind a stub lies what it installs.
    private const int Behind = 1 << 20, InStub = 8 << 20;

    private static readonly byte[] NsisMark = [0xef, 0xbe, 0xad, 0xde, .. "NullsoftInst"u8];

    /// <summary>Who made it, or null when no mark is known.</summary>
    public static InstallerFamily? Of(Source source, PEHeaders headers, VersionResource version)
    {
        if (headers.SectionHeaders.Any(section => section.Name == ".wixburn"))
            return InstallerFamily.WixBurn;
        var end = headers.SectionHeaders.Max(section => (long?)section.PointerToRawData + section.SizeOfRawData) ?? 0;
        var behind = source.Around(Math.Clamp(end, 0, source.Length), Behind).AsSpan();
        if (behind.IndexOf(NsisMark) >= 0)
            return InstallerFamily.Nsis;
        var stub = source.Around(0, (int)Math.Min(InStub, Math.Max(0, end))).AsSpan();
        if (stub.IndexOf("Inno Setup"u8) >= 0 || behind.IndexOf("Inno Setup Setup Data ("u8) >= 0 || behind.StartsWith("idska32\x1a"u8))
            return InstallerFamily.InnoSetup;
        return behind.IndexOf("ISSetupStream"u8) >= 0 || behind.StartsWith("InstallShield\0"u8)
            || version.Text("ISInternalDescription") is not null || version.Text("ISInternalVersion") is not null
            || stub.IndexOf(Encoding.Unicode.GetBytes("InstallShield Setup Launcher")) >= 0
            ? InstallerFamily.InstallShield
            : null;
    }

    /// <summary>The maker's usual silent commands. Whether an installer heeds them is its author's doing, hence they are offered only.</summary>
    public static IReadOnlyList<SuggestedCommands> CommandsOf(InstallerFamily family) => family switch
    {
        InstallerFamily.Nsis => [new("NSIS, silent", "\"{file}\" /S", null)],
        InstallerFamily.InnoSetup =>
        [
            new("Inno Setup, without any window", "\"{file}\" /SP- /VERYSILENT /SUPPRESSMSGBOXES /NORESTART", null),
            new("Inno Setup, with a window of its progress", "\"{file}\" /SP- /SILENT /SUPPRESSMSGBOXES /NORESTART", null),
        ],
        InstallerFamily.InstallShield =>
        [
            new("InstallShield around an MSI", "\"{file}\" /s /v\"/qn REBOOT=ReallySuppress\"", "\"{file}\" /s /x /v\"/qn REBOOT=ReallySuppress\""),
            new("InstallShield's own script, which needs its setup.iss", "\"{file}\" /s /sms", null),
        ],
        InstallerFamily.WixBurn => [new("WiX bundle, quiet", "\"{file}\" /quiet /norestart", "\"{file}\" /uninstall /quiet /norestart")],
        _ => [],
    };
}
