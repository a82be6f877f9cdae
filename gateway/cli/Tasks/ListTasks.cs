using System.CommandLine;

namespace Distribution.Cli.Tasks;

internal static class ListTasks
{
    public static Command Command(Shell shell) => shell.Run(new("list", "List the tasks, the newest first, and how far they are."), (session, cancel) => session.List(
        session.Gateway.All("reports/tasks", cancel),
        ("Id", t => t.Text("id")),
        ("Name", t => t.Text("name")),
        ("Class", t => t.Text("class")),
        ("State", t => t.Text("state")),
        ("Computers", t => t.Text("computers")),
        ("Finished", t => t.Text("finished")),
        ("Failed", t => t.Text("failed")),
        ("Created", t => t.Moment("createdAt"))));
}
