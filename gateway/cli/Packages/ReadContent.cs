using System.CommandLine;
using System.Text.Json;

namespace Distribution.Cli.Packages;

/// <summary>Shows what a file says of itself, before anything is registered.</summary>
internal static class ReadContent
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    public static Command Command(Shell shell)
    {
        var file = new Argument<FileInfo>("file") { Description = "Installer or zip; it is uploaded, and so need not be again." };
        var inner = new Option<string?>("--inner-path") { Description = "The installer within a zip." };
        return shell.Run(new("read", "Upload a file and show what it says of itself: name, version, codes, silent commands.") { file, inner }, async (session, cancel) =>
        {
            var content = Upload.Sendable(session.Value(file));
            var sha256 = await Upload.Send(session, content, cancel);
            var within = session.Value(inner) is { } path ? $"&innerPath={Uri.EscapeDataString(path)}" : "";
            var read = await session.Gateway.Get($"contents/{sha256}/attributes?fileName={Uri.EscapeDataString(content.Name)}{within}", cancel);
            await session.Raw.WriteLineAsync(session.Json ? read.GetRawText() : JsonSerializer.Serialize(read, _indented));
            return ExitCode.Succeeded;
        });
    }
}
