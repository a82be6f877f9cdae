using System.CommandLine;

namespace Distribution.Cli.Groups;

internal static class ListGroups
{
    public static Command Command(Shell shell) => shell.Run(new("list", "List the ID groups."), (session, cancel) => session.List(
        session.Gateway.All("groups", cancel),
        ("Id", g => g.Text("id")),
        ("Name", g => g.Text("name")),
        ("Self-registration", g => g.Text("selfRegistration")),
        ("State", g => g.Text("beingRemoved") == bool.TrueString ? "being removed" : "")));
}
