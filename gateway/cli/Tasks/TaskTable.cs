using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Distribution.Cli.Tasks;

/// <summary>A task on the screen: what it is, how far it is, and a line for each computer.</summary>
internal static class TaskTable
{
    /// <summary>More lines than this nobody reads; the report has them all.</summary>
    public const int MostComputers = 200;

    private const int BarWidth = 20;

    public static IRenderable Of(JsonElement report, List<JsonElement> computers)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Computer", "State", "Progress", "Attempt", "What happened");
        foreach (var computer in computers)
            table.AddRow(new Text(Name(computer)), new Text(computer.Text("state"), ColourOf(computer.Text("state"))), Bar(computer), new Text(computer.Text("attempt")), new Text(Last(computer)));
        return new Rows(Headline(report), table);
    }

    public static string Name(JsonElement computer) => computer.Text("name") is { Length: > 0 } name ? name : computer.Text("computerId");

    /// <summary>The reason why a computer failed, or the last action that it ended.</summary>
    public static string Last(JsonElement computer)
    {
        if (computer.Text("reason") is { Length: > 0 } reason)
            return reason;
        var action = computer.Items("actions").LastOrDefault();
        return action.ValueKind == JsonValueKind.Undefined ? "" : $"{action.Text("name")}: {action.Text("outcome")}{ExitOf(action)}";
    }

    public static string ExitOf(JsonElement action) => action.Text("exitCode") is { Length: > 0 } code ? $" (exit code {code})" : "";

    private static Markup Headline(JsonElement report) => new(
        $"[bold]{report.Text("name").EscapeMarkup()}[/]  {report.Text("state")}  {report.Text("finished")} of {report.Text("computers")} finished, {report.Text("failed")} failed");

    private static Text Bar(JsonElement computer)
    {
        var percent = (int)computer.Number("progress");
        var full = percent * BarWidth / 100;
        return new Text($"{new string('━', full)}{new string('─', BarWidth - full)} {percent,3} %", ColourOf(computer.Text("state")));
    }

    private static Style ColourOf(string state) => state switch
    {
        "Succeeded" => new(Color.Green),
        "Failed" or "TimedOut" => new(Color.Red),
        "Skipped" or "Expired" or "Cancelled" or "Removed" => new(Color.Yellow),
        _ => new(Color.Blue),
    };
}
