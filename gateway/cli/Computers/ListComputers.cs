using System.CommandLine;

namespace Distribution.Cli.Computers;

internal static class ListComputers
{
    public static Command Command(Shell shell) => shell.Run(new("list", "List the computers."), (session, cancel) => session.List(
        session.Gateway.All("computers", cancel),
        ("Id", c => c.Text("id")),
        ("Name", c => c.Text("name")),
        ("System", c => c.Text("operatingSystem")),
        ("Architecture", c => c.Text("architecture")),
        ("Agent", c => c.Text("agentVersion")),
        ("Online", c => c.Text("online") == "True" ? "yes" : "no"),
        ("Last contact", c => c.Moment("lastContactAt")),
        ("Enrolled", c => c.Moment("enrolledAt"))));
}
