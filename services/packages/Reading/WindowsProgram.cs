using System.Reflection.PortableExecutable;

namespace Distribution.Packages.Reading;

/// <summary>Reads an .exe: what processor it is for, its version resource, and which program made the installer.</summary>
internal static class WindowsProgram
{
    /// <exception cref="InvalidDataException">It is no Windows program, or a damaged one.</exception>
    public static ContentAttributes Read(Source source)
    {
        var headers = Headers(source);
        var version = ResourceTree.VersionOf(source, headers) is { } bytes ? VersionResource.Read(bytes) : VersionResource.None;
        return new ContentAttributes
        {
            Format = ContentFormat.Exe,
            Name = (version.Text("ProductName") ?? version.Text("FileDescription")).Said(),
            SoftwareVersion = (version.Text("ProductVersion") ?? version.Text("FileVersion") ?? version.Number).Said(128),
            Publisher = version.Text("CompanyName").Said(),
            Description = version.Text("FileDescription").Said(2048),
            OperatingSystems = ["windows"],
            // A 32-bit program runs on every Windows; it is the others that are particular.
            Architectures = Machine(headers) switch { "x64" => ["x64"], "arm64" => ["arm64"], _ => null },
            BuiltFor = Machine(headers),
            InstallerFamily = InstallerFamilies.Of(source, headers, version),
        };
    }

    private static PEHeaders Headers(Source source)
    {
        try
        {
            return source.Headers();
        }
        catch (Exception fault) when (fault is BadImageFormatException or EndOfStreamException or IOException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException("it is not a Windows program", fault);
        }
    }

    private static string Machine(PEHeaders headers) => headers.CoffHeader.Machine switch
    {
        System.Reflection.PortableExecutable.Machine.I386 => "x86",
        System.Reflection.PortableExecutable.Machine.Amd64 => "x64",
        System.Reflection.PortableExecutable.Machine.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    };
}
