using System.CommandLine;

namespace Distribution.Cli.Computers;

internal static class ShowSoftwareHistory
{
    public static Command Command(Shell shell)
    {
        var computer = new Argument<string>("computer") { Description = "Id or exact name." };
        var last = new Option<int>("--last") { Description = "How many entries, the newest first.", DefaultValueFactory = _ => 50 };
        return shell.Run(new("software-history", "Show what was installed, updated and removed on a computer.") { computer, last }, async (session, cancel) =>
        {
            var id = await Known.Computer(session.Gateway, session.Value(computer), cancel);
            return await session.List(
                session.Gateway.All($"computers/{id}/software-history", cancel).Take(session.Value(last)),
                ("When", e => e.Moment("at")),
                ("What", e => e.Text("kind")),
                ("Software", e => e.Text("software.name")),
                ("Version", e => e.Text("software.version")),
                ("Before", e => e.Text("previousVersion")));
        });
    }
}
