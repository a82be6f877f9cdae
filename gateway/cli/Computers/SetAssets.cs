using System.CommandLine;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Spectre.Console;

namespace Distribution.Cli.Computers;

/// <summary>The operator's own fields of computers.</summary>
internal static class SetAssets
{
    public static Command Command(Shell shell)
    {
        var computer = new Argument<string>("computer") { Description = "Id or exact name." };
        var fields = new Argument<string[]>("field=text") { Description = "department, location, person or a name of your own; an empty text takes it away.", Arity = ArgumentArity.OneOrMore };
        return shell.Run(new("set", "Write fields of your own to a computer.") { computer, fields }, async (session, cancel) =>
        {
            var given = new Dictionary<string, string>();
            foreach (var field in session.Value(fields))
            {
                var at = field.IndexOf('=', StringComparison.Ordinal);
                if (at < 1)
                    throw new GatewayException($"'{field}' is no field and text.", hint: "Write it as department=Finance.");
                given[field[..at]] = field[(at + 1)..];
            }

            var id = await Known.Computer(session.Gateway, session.Value(computer), cancel);
            return session.Answer(
                await session.Gateway.Put($"computers/{id}/assets", JsonContent.Create(given), cancel), $"{session.Value(computer)} has these fields now.");
        });
    }

    public static Command Import(Shell shell)
    {
        var file = new Argument<FileInfo>("file") { Description = "CSV: the heading is computer and names of fields; computers by name or id." };
        return shell.Run(new("import-fields", "Write fields of your own to many computers.") { file.AcceptExistingOnly() }, async (session, cancel) =>
        {
            await using var text = session.Value(file).OpenRead();
            using var content = new StreamContent(text) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
            var done = await session.Gateway.Post("computers/assets", content, cancel);
            session.Answer(done, $"{done.Counted("lines", "line")}, {done.Counted("changed", "computer")} changed.");
            foreach (var line in done.Items("notFound"))
                session.Errors.MarkupLineInterpolated($"Line {line.Text("line")}: {line.Text("computer")}: {line.Text("reason")}");
            return done.Items("notFound").Any() ? ExitCode.Refused : ExitCode.Succeeded;
        });
    }
}
