using System.CommandLine;

namespace Distribution.Cli.Computers;

internal static class ListComputers
{
    public static Command Command(Shell shell)
    {
        var search = new Option<string?>("--search") { Description = "Only those for which this holds, such as 'os = windows and memory < 8GB'; the README describes the language." };
        return shell.Run(new("list", "List the computers.") { search }, (session, cancel) => session.List(
            session.Gateway.All(session.Value(search) is { Length: > 0 } text ? $"computers?search={Uri.EscapeDataString(text)}" : "computers", cancel),
            ("Id", c => c.Text("id")),
            ("Name", c => c.Text("name")),
            ("System", c => c.Text("operatingSystem")),
            ("Architecture", c => c.Text("architecture")),
            ("Agent", c => c.Text("agentVersion")),
            ("Online", c => c.Text("online") == "True" ? "yes" : "no"),
            ("Last contact", c => c.Moment("lastContactAt")),
            ("Enrolled", c => c.Moment("enrolledAt"))));
    }
}
