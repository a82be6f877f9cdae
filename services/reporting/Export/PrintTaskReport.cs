using System.Globalization;
using System.Text;
using Dapper;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Reporting.TaskReports;
using Distribution.ServiceDefaults;
using Npgsql;
using static Distribution.Reporting.Export.Charts;

namespace Distribution.Reporting.Export;

/// <summary>A task's report as one page of HTML to print or to keep: nothing in it is fetched, and nothing runs.</summary>
internal static class PrintTaskReport
{
    private const int MostErrors = 500;

    private const string Errors = """
        select c.name, e.computer_id, e.state, e.reason, e.error, e.exit_code, e.at from executions e left join computers c using (computer_id)
        where e.task_id = @id and e.state = any(array['Failed', 'TimedOut']) order by e.state, e.computer_id limit @most
        """;

    private const string Style = """
        body{font:14px/1.45 system-ui,sans-serif;color:#1b1b1b;max-width:760px;margin:24px auto;padding:0 16px}h1{font-size:22px;margin-bottom:0}
        h2{font-size:16px;margin:28px 0 8px}svg{width:100%;height:auto;font:12px system-ui,sans-serif}table{border-collapse:collapse;width:100%}
        th,td{text-align:left;padding:4px 8px;border-bottom:1px solid #ddd;vertical-align:top}td.n,th.n{text-align:right}tr{break-inside:avoid}.dim{color:#555}
        """;

    public static void MapPrintTaskReport(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/reports/tasks/{id:guid}/print", async (Guid id, NpgsqlDataSource database, TimeProvider clock, CancellationToken ct) =>
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            if (await TaskRows.Read(connection, "t.task_id = @id", new { id }) is not [var task] || await GetTaskBreakdown.ReadAsync(connection, id) is not { } breakdown)
                throw new NotFoundException("task", id);
            var errors = (await connection.QueryAsync<ErrorRow>(Errors, new { id, most = MostErrors })).ToList();
            return TypedResults.Content(Page(task, breakdown, errors, clock.GetUtcNow()), "text/html; charset=utf-8");
        }).Answers("text/html").WithName("PrintTaskReport").WithSummary("A task's report as one printable page.");

    internal static string Page(TaskReport task, TaskBreakdown breakdown, IReadOnlyList<ErrorRow> errors, DateTimeOffset now)
    {
        var (counts, html) = (task.Counts, new StringBuilder());
        html.Append($"<!doctype html><html lang='en'><head><meta charset='utf-8'><meta name='viewport' content='width=device-width'><title>{Text(task.Name)}</title><style>{Style}</style></head><body>");
        html.Append(CultureInfo.InvariantCulture, $"<h1>{Text(task.Name)}</h1><p class='dim'>{task.Kind}, {task.State}, created {Moment(task.CreatedAt)}, as of {Moment(now)}. Task {task.Id}.</p>");
        html.Append(CultureInfo.InvariantCulture, $"<p>{task.Finished:N0} of {task.Computers:N0} computers finished, {task.Failed:N0} with errors.</p><h2>By state</h2>");
        html.Append(Parts("Computers by state",
        [
            ("Succeeded", counts.Succeeded, "#1f6f43"), ("Failed", counts.Failed, "#b3261e"), ("Timed out", counts.TimedOut, "#8c4a00"),
            ("Skipped", counts.Skipped, "#7a7a00"), ("Expired", counts.Expired, "#8a6d3b"), ("Cancelled", counts.Cancelled, "#6b6b6b"),
            ("Waiting", counts.Waiting, "#5b5b9e"), ("Under way", counts.Unfinished - counts.Waiting, "#2b6cb0"),
        ]));
        html.Append("<h2>Over time</h2>").Append(Course("Computers finished over time", breakdown.Course, task.Computers));
        Table(html, "By cause", ["Cause", "Exit code", "#Computers"],
            breakdown.Causes.Select(c => (string?[])[c.Error?.ToString() ?? (c.State == ExecutionState.TimedOut ? "Silent for too long" : "Not told"), $"{c.ExitCode}", $"{c.Computers:N0}"]));
        Table(html, "By wave", ["Wave", "#Computers", "#Succeeded", "#Errors"],
            breakdown.Waves.Where(w => w.Wave is not null).Select(w => (string?[])[$"{w.Wave}", $"{w.Counts.Computers:N0}", $"{w.Counts.Succeeded:N0}", $"{w.Counts.Errors:N0}"]));
        Table(html, "Slowest computers", ["Computer", "State", "#Seconds"],
            breakdown.Slowest.Select(s => (string?[])[s.Name ?? $"{s.ComputerId}", $"{s.State}", $"{s.Seconds:N0}"]));
        Table(html, errors.Count == MostErrors ? $"The first {MostErrors} computers with errors" : "Computers with errors", ["Computer", "State", "Reason", "Exit code", "Since"],
            errors.Select(e => (string?[])[e.Name ?? $"{e.ComputerId}", $"{e.State}", e.Reason, $"{e.ExitCode}", Moment(e.At)]));
        return html.Append("</body></html>").ToString();
    }

    // A heading with # before it is a column of numbers.
    private static void Table(StringBuilder html, string title, string[] heads, IEnumerable<string?[]> rows)
    {
        var lines = rows.ToList();
        if (lines.Count == 0)
            return;
        string Class(int column) => heads[column].StartsWith('#') ? " class='n'" : "";
        html.Append($"<h2>{Text(title)}</h2><table><thead><tr>");
        for (var i = 0; i < heads.Length; i++)
            html.Append($"<th scope='col'{Class(i)}>{Text(heads[i].TrimStart('#'))}</th>");
        html.Append("</tr></thead><tbody>");
        foreach (var line in lines)
            html.Append("<tr>").AppendJoin("", line.Select((cell, i) => $"<td{Class(i)}>{Text(cell)}</td>")).Append("</tr>");
        html.Append("</tbody></table>");
    }

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    internal sealed record ErrorRow(string? Name, Guid ComputerId, ExecutionState State, string? Reason, string? Error, int? ExitCode, DateTimeOffset At);
}
