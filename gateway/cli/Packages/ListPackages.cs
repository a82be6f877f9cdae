using System.CommandLine;

namespace Distribution.Cli.Packages;

internal static class ListPackages
{
    public static Command Command(Shell shell)
    {
        var search = new Option<string?>("--search") { Description = "Words that all stand in name, publisher, file or description." };
        var kind = new Option<string?>("--kind") { Description = "Software, Files or Update." };
        var publisher = new Option<string?>("--publisher") { Description = "The whole publisher." };
        var os = new Option<string?>("--os") { Description = "windows, linux or macos: what can run there." };
        var folder = new Option<string?>("--folder") { Description = "A folder of the catalogue with its subfolders." };
        var sort = new Option<string?>("--sort") { Description = "name, publisher, registered, edited or size; with '-' before it the other way round." };
        var updates = new Option<bool>("--updates") { Description = "Show the updates that the system made, too." };
        var first = new Option<int?>("--first") { Description = "No more than so many." };
        return shell.Run(new("list", "List the catalogue.") { search, kind, publisher, os, folder, sort, updates, first }, (session, cancel) =>
        {
            (string Name, string? Value)[] asked =
            [
                ("search", session.Value(search)), ("kind", session.Value(kind)), ("publisher", session.Value(publisher)), ("os", session.Value(os)),
                ("folder", session.Value(folder)), ("sort", session.Value(sort)), ("includeUpdates", session.Value(updates) ? "true" : null),
            ];
            var query = string.Join('&', asked.Where(part => part.Value is not null).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"));
            return session.List(
                session.Gateway.All(query.Length > 0 ? $"packages?{query}" : "packages", cancel).Take(session.Value(first) ?? int.MaxValue),
                ("Id", p => p.Text("id")),
                ("Name", p => p.Text("name")),
                ("Version", p => p.Text("softwareVersion")),
                ("Publisher", p => p.Text("publisher")),
                ("Folder", p => p.Text("folder")),
                ("Kind", p => p.Text("kind")),
                ("File", p => p.Text("fileName")),
                ("Size", p => Fields.Size(p.Number("contentSize"))),
                ("Tasks", p => p.Text("usedByTasks")));
        });
    }
}
