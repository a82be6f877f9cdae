using System.Text;
using Distribution.Packages.Catalogue;
using Distribution.Packages.Content;

namespace Distribution.Packages.Reading;

/// <summary>Reads what a content says of itself, by what its name says it is. Whatever a file holds, the answer is an answer.</summary>
internal static class ContentReading
{
    /// <summary>What a file's name says that it is.</summary>
    public static ContentFormat FormatOf(string fileName) => Path.GetExtension(fileName).ToLowerInvariant() switch
    {
        ".msi" => ContentFormat.Msi,
        ".exe" => ContentFormat.Exe,
        ".deb" => ContentFormat.Deb,
        ".rpm" => ContentFormat.Rpm,
        ".pkg" => ContentFormat.Pkg,
        ".sh" or ".ps1" => ContentFormat.Script,
        ".zip" => ContentFormat.Zip,
        _ => ContentFormat.Other,
    };

    /// <summary>Reads a content.</summary>
    /// <param name="content">Readable at any place.</param>
    /// <param name="innerPath">The installer within a zip; without it, a zip only says which installers it holds.</param>
    public static ContentAttributes Read(Stream content, string fileName, string? innerPath = null)
    {
        var format = FormatOf(fileName);
        try
        {
            var read = format == ContentFormat.Zip ? ReadZip(content, innerPath) : ReadOne(content, fileName, format);
            return read with { Commands = Offered(read, fileName, format == ContentFormat.Zip ? innerPath : null) };
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException)
        {
            return new ContentAttributes { Format = format, NotReadable = fault is InvalidDataException ? fault.Message : "it is cut off" };
        }
    }

    private static ContentAttributes ReadZip(Stream zip, string? innerPath)
    {
        var entries = new ZipDirectory(zip, Zips.ZipLimits.Default.Entries).Read();
        var installers = ZipContent.Installers(entries);
        if (innerPath is null)
            return new ContentAttributes { Format = ContentFormat.Zip, Installers = installers };
        using var inner = ZipContent.Open(zip, entries, innerPath);
        var format = FormatOf(innerPath);
        return (format == ContentFormat.Zip ? new ContentAttributes { Format = format } : ReadOne(inner, innerPath, format)) with { Installers = installers };
    }

    private static ContentAttributes ReadOne(Stream content, string fileName, ContentFormat format)
    {
        var source = new Source(content);
        return format switch
        {
            ContentFormat.Msi => MsiPackage.Read(source),
            ContentFormat.Exe => WindowsProgram.Read(source),
            ContentFormat.Deb => DebianPackage.Read(source),
            ContentFormat.Rpm => RpmPackage.Read(source),
            ContentFormat.Pkg => MacPackage.Read(source),
            ContentFormat.Script => Script(source, fileName),
            _ => new ContentAttributes { Format = format },
        };
    }

    private static IReadOnlyList<SuggestedCommands> Offered(ContentAttributes read, string fileName, string? innerPath)
    {
        if (SilentCommands.InstallerOf(fileName, innerPath, read.Interpreter) is { } install)
            return [new("Its own silent commands", install, SilentCommands.RemoverOf(fileName, read.SoftwareName, innerPath, read.ProductCode))];
        var target = innerPath is null ? "{file}" : $"{{folder}}\\{innerPath.Replace('/', '\\')}";
        return read.InstallerFamily is not { } family ? [] :
        [
            .. InstallerFamilies.CommandsOf(family).Select(usual => usual with
            {
                Install = usual.Install.Replace("{file}", target, StringComparison.Ordinal),
                Uninstall = usual.Uninstall?.Replace("{file}", target, StringComparison.Ordinal),
            }),
        ];
    }

    private static ContentAttributes Script(Source source, string fileName) => new()
    {
        Format = ContentFormat.Script,
        Interpreter = SilentCommands.IsScript(fileName) ? ScriptLine.InterpreterIn(Encoding.UTF8.GetString(source.Around(0, ScriptLine.Longest))) : null,
        OperatingSystems = SilentCommands.IsScript(fileName) ? ["linux", "macos"] : null,
    };
}
