using System.CommandLine;
using System.Text.Json;

namespace Distribution.Cli.Packages;

internal static class ShowPackage
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    public static Command Command(Shell shell)
    {
        var package = new Argument<string>("package") { Description = "Id or exact name." };
        return shell.Run(new("show", "Show everything about a package.") { package }, async (session, cancel) =>
        {
            var id = await Known.Package(session.Gateway, session.Value(package), cancel);
            await session.Raw.WriteLineAsync(JsonSerializer.Serialize(await session.Gateway.Get($"packages/{id}", cancel), _indented));
            return ExitCode.Succeeded;
        });
    }
}
