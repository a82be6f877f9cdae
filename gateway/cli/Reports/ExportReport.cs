using System.CommandLine;

namespace Distribution.Cli.Reports;

/// <summary>Takes a whole list, or a task's printable page, into a file or on to the next program.</summary>
internal static class ExportReport
{
    private static readonly string[] _lists =
        ["tasks", "computers", "task-computers", "task-actions", "computer-jobs", "computer-history", "group-computers", "stand-by", "audit"];

    public static Command Command(Shell shell)
    {
        var list = new Argument<string>("list") { Description = $"One of {string.Join(", ", _lists)}." };
        list.AcceptOnlyFromAmong(_lists);
        var of = new Option<string?>("--of") { Description = "Id or exact name of the task, computer or ID group that the list is of." };
        var state = new Option<string?>("--state") { Description = "Only rows in this state, such as Failed." };
        var format = new Option<string>("--format") { Description = "csv, json or ndjson.", DefaultValueFactory = _ => "csv" };
        format.AcceptOnlyFromAmong("csv", "json", "ndjson");
        var output = Output();
        return shell.Run(new("export", "Take a whole list away, row by row as it comes.") { list, of, state, format, output }, async (session, cancel) =>
        {
            var query = $"format={(session.Json ? "json" : session.Value(format))}";
            if (session.Value(of) is { } named)
                query += $"&id={await IdOf(session, session.Value(list), named, cancel)}";
            if (session.Value(state) is { } wanted)
                query += $"&state={Uri.EscapeDataString(wanted)}";
            return await Take(session, $"reports/exports/{session.Value(list)}?{query}", session.Value(output), cancel);
        });
    }

    public static Command Print(Shell shell)
    {
        var task = new Argument<string>("task") { Description = "Id or exact name." };
        var output = Output();
        return shell.Run(new("print", "A task's report as one HTML page with charts, to print or to keep.") { task, output }, async (session, cancel) =>
            await Take(session, $"reports/tasks/{await Known.Task(session.Gateway, session.Value(task), cancel)}/print", session.Value(output), cancel));
    }

    private static Option<string?> Output() => new("--output") { Description = "The file to write; otherwise it is printed." };

    private static Task<Guid> IdOf(Session session, string list, string named, CancellationToken cancel) =>
        list.StartsWith("task", StringComparison.Ordinal) ? Known.Task(session.Gateway, named, cancel)
        : list.StartsWith("group", StringComparison.Ordinal) ? Known.Group(session.Gateway, named, cancel)
        : Known.Computer(session.Gateway, named, cancel);

    private static async Task<int> Take(Session session, string path, string? file, CancellationToken cancel)
    {
        await using var rows = await session.Gateway.Stream(path, cancel);
        if (file is not null)
        {
            await using var written = File.Create(file);
            await rows.CopyToAsync(written, cancel);
            return ExitCode.Succeeded;
        }

        using var text = new StreamReader(rows);
        var part = new char[32 * 1024];
        for (int read; (read = await text.ReadAsync(part, cancel)) > 0;)
            await session.Raw.WriteAsync(part.AsMemory(0, read), cancel);
        return ExitCode.Succeeded;
    }
}
