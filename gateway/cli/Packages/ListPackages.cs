using System.CommandLine;

namespace Distribution.Cli.Packages;

internal static class ListPackages
{
    public static Command Command(Shell shell) => shell.Run(new("list", "List the catalogue."), (session, cancel) => session.List(
        session.Gateway.All("packages", cancel),
        ("Id", p => p.Text("id")),
        ("Name", p => p.Text("name")),
        ("Version", p => p.Text("softwareVersion")),
        ("Kind", p => p.Text("kind")),
        ("File", p => p.Text("fileName")),
        ("Size", p => Fields.Size(p.Number("contentSize")))));
}
