using System.CommandLine;

namespace Distribution.Cli.Computers;

internal static class ShowHistory
{
    public static Command Command(Shell shell)
    {
        var computer = new Argument<string>("computer") { Description = "Id or exact name." };
        var last = new Option<int>("--last") { Description = "How many entries, the newest first.", DefaultValueFactory = _ => 50 };
        return shell.Run(new("history", "Show what happened to a computer.") { computer, last }, async (session, cancel) =>
        {
            var id = await Known.Computer(session.Gateway, session.Value(computer), cancel);
            return await session.List(
                session.Gateway.All($"reports/computers/{id}/history", cancel).Take(session.Value(last)),
                ("When", e => e.Moment("at")),
                ("What", e => e.Text("what")),
                ("Task or group", e => e.Text("taskName") is { Length: > 0 } task ? task : e.Text("groupName")),
                ("Attempt", e => e.Text("attempt")),
                ("State", e => e.Text("state")),
                ("Detail", e => e.Text("detail")));
        });
    }
}
