using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace Distribution.Cli.Reports;

/// <summary>The reports that are one list each.</summary>
internal static class ListReports
{
    public static Command Packages(Shell shell) => shell.Run(
        new("packages", "On how many computers each version of each package was installed, is pending, or failed."), (session, cancel) => session.List(
            session.Gateway.All("reports/packages", cancel),
            ("Package", r => r.Text("name")),
            ("Version", r => r.Text("softwareVersion")),
            ("Installed", r => r.Text("installed")),
            ("Pending", r => r.Text("pending")),
            ("Failed", r => r.Text("failed")),
            ("Skipped", r => r.Text("skipped"))));

    public static Command StandBy(Shell shell) => shell.Run(
        new("stand-by", "What waits for computers that could not be reached, the longest first."), (session, cancel) => Jobs(session, session.Gateway.All("reports/stand-by", cancel)));

    public static Command Agents(Shell shell) => shell.Run(
        new("agents", "How many computers have which version of the agent."), async (session, cancel) =>
        {
            var versions = await session.Gateway.Get("reports/agents", cancel);
            return await session.List(
                versions.EnumerateArray().ToAsyncEnumerable(), ("Agent", v => v.Text("agentVersion") is { Length: > 0 } version ? version : "(never seen)"), ("Computers", v => v.Text("computers")));
        });

    public static Command Absent(Shell shell)
    {
        var days = new Option<int>("--days") { Description = "Not seen for so many days, 0 to 3650.", DefaultValueFactory = _ => 30 };
        return shell.Run(new("absent", "Computers that were not seen for some days, the longest first.") { days }, (session, cancel) => session.List(
            session.Gateway.All($"computers/absent?days={session.Value(days)}", cancel),
            ("Id", c => c.Text("id")),
            ("Name", c => c.Text("name")),
            ("Last contact", c => c.Moment("lastContactAt"))));
    }

    public static Command Breakdown(Shell shell)
    {
        var task = new Argument<string>("task") { Description = "Id or exact name." };
        return shell.Run(new("breakdown", "A task by wave and by cause of failure, and its slowest computers.") { task }, async (session, cancel) =>
        {
            var id = await Known.Task(session.Gateway, session.Value(task), cancel);
            var breakdown = await session.Gateway.Get($"reports/tasks/{id}/breakdown", cancel);
            if (session.Json)
            {
                await session.Raw.WriteLineAsync(breakdown.GetRawText());
                return ExitCode.Succeeded;
            }

            Print(session, "By wave", breakdown.Items("waves"), ("Wave", w => w.Text("wave")), ("Computers", w => w.Text("counts.computers")),
                ("Succeeded", w => w.Text("counts.succeeded")), ("Errors", w => w.Text("counts.errors")));
            Print(session, "By cause", breakdown.Items("causes"), ("Cause", c => c.Text("error") is { Length: > 0 } error ? error : c.Text("state")),
                ("Exit code", c => c.Text("exitCode")), ("Computers", c => c.Text("computers")));
            Print(session, "Slowest", breakdown.Items("slowest"), ("Computer", s => s.Text("name")), ("State", s => s.Text("state")), ("Seconds", s => s.Text("seconds")));
            return ExitCode.Succeeded;
        });
    }

    /// <summary>Tasks on computers, seen from the computers.</summary>
    public static Task<int> Jobs(Session session, IAsyncEnumerable<JsonElement> jobs) => session.List(
        jobs,
        ("Computer", j => j.Text("computerName") is { Length: > 0 } name ? name : j.Text("computerId")),
        ("Task", j => j.Text("taskName")),
        ("State", j => j.Text("state")),
        ("Attempt", j => j.Text("attempt")),
        ("Exit code", j => j.Text("exitCode")),
        ("Reason", j => j.Text("reason")),
        ("Since", j => j.Moment("at")));

    private static void Print(Session session, string title, IEnumerable<JsonElement> items, params (string Header, Func<JsonElement, string> Text)[] columns)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(title).AddColumns([.. columns.Select(c => c.Header)]);
        foreach (var item in items)
            table.AddRow([.. columns.Select(c => new Text(c.Text(item)))]);
        session.Out.Write(table);
    }
}
