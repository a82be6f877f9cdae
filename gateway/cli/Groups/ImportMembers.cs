using System.CommandLine;
using System.Net.Http.Headers;
using Spectre.Console;

namespace Distribution.Cli.Groups;

internal static class ImportMembers
{
    public static Command Command(Shell shell)
    {
        var group = new Argument<string>("group") { Description = "Id or exact name." };
        var file = new Argument<FileInfo>("file") { Description = "CSV whose first field is a computer's id or exact name, at most 16 MiB." }.AcceptExistingOnly();
        return shell.Run(new("import", "Put the computers of a list into an ID group.") { group, file }, async (session, cancel) =>
        {
            var id = await Known.Group(session.Gateway, session.Value(group), cancel);
            await using var list = session.Value(file).OpenRead();
            using var content = new StreamContent(list);
            content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
            var report = await session.Gateway.Post($"groups/{id}/members/import", content, cancel);
            if (!session.Json)
            {
                foreach (var remark in report.Items("remarks"))
                    session.Errors.MarkupLineInterpolated($"line {remark.Number("line")}: {remark.Text("computer")}: {remark.Text("detail")}");
            }
            session.Answer(
                report,
                $"{report.Number("joined")} joined; {report.Number("alreadyMembers")} were members, {report.Number("notFound")} not found, {report.Number("ambiguous")} ambiguous, {report.Number("malformed")} malformed.");
            return report.Number("notFound") + report.Number("ambiguous") + report.Number("malformed") == 0 ? ExitCode.Succeeded : ExitCode.Refused;
        });
    }
}
