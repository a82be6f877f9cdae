using System.CommandLine;
using System.Text.Json;

namespace Distribution.Cli.Packages;

internal static class ShowPackage
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    public static Command Command(Shell shell)
    {
        var package = new Argument<string>("package") { Description = "Id or exact name." };
        var revision = new Option<long?>("--revision") { Description = "As it was in this revision." };
        var history = new Option<bool>("--history") { Description = "Every revision, the oldest first." };
        return shell.Run(new("show", "Show everything about a package.") { package, revision, history }, async (session, cancel) =>
        {
            var id = await Known.Package(session.Gateway, session.Value(package), cancel);
            if (session.Value(history))
            {
                JsonElement before = default;
                return await session.List(
                    session.Gateway.All($"packages/{id}/history", cancel),
                    ("Revision", change => change.Text("version")),
                    ("When", change => change.Moment("at")),
                    ("What", change => change.Text("what")),
                    ("Changed", change => Changed(ref before, change)));
            }
            var asOf = session.Value(revision) is { } wanted ? $"?revision={wanted}" : "";
            await session.Raw.WriteLineAsync(JsonSerializer.Serialize(await session.Gateway.Get($"packages/{id}{asOf}", cancel), _indented));
            return ExitCode.Succeeded;
        });
    }

    // The names of the attributes that differ from the revision before.
    private static string Changed(ref JsonElement before, JsonElement change)
    {
        var old = before;
        var now = before = change.TryGetProperty("attributes", out var attributes) ? attributes : default;
        return old.ValueKind != JsonValueKind.Object || now.ValueKind != JsonValueKind.Object
            ? ""
            : string.Join(", ", now.EnumerateObject().Where(field => !old.TryGetProperty(field.Name, out var was) || !JsonElement.DeepEquals(was, field.Value)).Select(field => field.Name));
    }
}
