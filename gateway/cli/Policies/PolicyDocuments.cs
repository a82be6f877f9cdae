using System.CommandLine;
using System.Net.Http.Headers;

namespace Distribution.Cli.Policies;

/// <summary>All policies as a document, and back.</summary>
internal static class PolicyDocuments
{
    public static Command Export(Shell shell)
    {
        var file = new Argument<FileInfo>("file") { Description = "Where the document is written, as JSON." };
        return shell.Run(new("export", "Write all policies into a file.") { file }, async (session, cancel) =>
        {
            var document = await session.Gateway.Get("policies/export", cancel);
            await File.WriteAllTextAsync(session.Value(file).FullName, document.GetRawText(), cancel);
            return session.Answer(document, $"Wrote {Written(document.Items("policies").Count())} to {session.Value(file).Name}.");
        });
    }

    private static string Written(int count) => count == 1 ? "1 policy" : $"{count} policies";

    public static Command Import(Shell shell)
    {
        var file = new Argument<FileInfo>("file") { Description = "A document as export writes it." }.AcceptExistingOnly();
        return shell.Run(new("import", "Set and change policies from a file: all of them, or none if anything is wrong.") { file }, async (session, cancel) =>
        {
            await using var document = session.Value(file).OpenRead();
            using var content = new StreamContent(document);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            var done = await session.Gateway.Post("policies/import", content, cancel);
            return session.Answer(done, $"{done.Number("set")} set, {done.Number("changed")} changed, {done.Number("unchanged")} unchanged.");
        });
    }
}
