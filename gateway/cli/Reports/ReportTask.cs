using System.CommandLine;
using System.Text.Json;
using Distribution.Cli.Tasks;
using Spectre.Console;

namespace Distribution.Cli.Reports;

/// <summary>A task's report: the whole in a line, then each computer with each of its actions (domain 6.4).</summary>
internal static class ReportTask
{
    public static Command Command(Shell shell)
    {
        var task = new Argument<string>("task") { Description = "Id or exact name." };
        var state = new Option<string?>("--state") { Description = "Only computers in this state, such as Failed." };
        var output = new Option<bool>("--output") { Description = "With the last part of what each action printed." };
        return shell.Run(new("task", "What a task did on each computer.") { task, state, output }, async (session, cancel) =>
        {
            var id = await Known.Task(session.Gateway, session.Value(task), cancel);
            var report = await session.Gateway.Get($"reports/tasks/{id}", cancel);
            var path = $"reports/tasks/{id}/computers" + (session.Value(state) is { } wanted ? $"?state={Uri.EscapeDataString(wanted)}" : "");
            var computers = await session.Gateway.All(path, cancel).ToListAsync(cancel);
            if (session.Json)
                await session.Raw.WriteLineAsync(JsonSerializer.Serialize(new { task = report, computers }));
            else
                Print(session, report, computers, session.Value(output));
            return ExitCode.Succeeded;
        });
    }

    private static void Print(Session session, JsonElement report, List<JsonElement> computers, bool output)
    {
        session.Out.Write(TaskTable.Of(report, computers));
        var actions = new Table().Border(TableBorder.Rounded).AddColumns("Computer", "#", "Action", "Outcome", "Exit code", "Began", "Ended");
        foreach (var computer in computers)
        {
            foreach (var action in computer.Items("actions"))
            {
                actions.AddRow(new Text(TaskTable.Name(computer)), new Text(action.Text("number")), new Text(action.Text("name")), new Text(action.Text("outcome")),
                    new Text(action.Text("exitCode")), new Text(action.Moment("startedAt")), new Text(action.Moment("endedAt")));
            }
        }
        session.Out.Write(actions);
        if (output)
            PrintOutput(session, computers);
    }

    private static void PrintOutput(Session session, List<JsonElement> computers)
    {
        foreach (var computer in computers)
        {
            foreach (var action in computer.Items("actions").Where(a => a.Text("outputTail").Length > 0))
            {
                session.Out.MarkupLineInterpolated($"[bold]{TaskTable.Name(computer)}: {action.Text("name")}[/]{TaskTable.ExitOf(action)}");
                session.Out.WriteLine(action.Text("outputTail"));
            }
        }
    }
}
