using System.CommandLine;
using Spectre.Console;

namespace Distribution.Cli.Documents;

/// <summary>Makes the catalogue as a folder of documents says it; what is so already is left alone, so a repeat does nothing.</summary>
internal static class ImportPackages
{
    /// <summary>package import FOLDER.</summary>
    public static Command Command(Shell shell)
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "Folder of YAML or JSON documents, one for each package, with their contents." };
        return Run(shell, new("import", "Create and edit packages as a folder of documents says; a repeat changes nothing.") { folder }, session => session.Value(folder));
    }

    /// <summary>apply -f FOLDER, as people know it from other tools.</summary>
    public static Command Apply(Shell shell)
    {
        var folder = new Option<DirectoryInfo>("--folder", "-f") { Description = "Folder of YAML or JSON documents, one for each package, with their contents.", Required = true };
        return Run(shell, new("apply", "The same as 'package import'.") { folder }, session => session.Value(folder)!);
    }

    private static Command Run(Shell shell, Command command, Func<Session, DirectoryInfo> folder)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be done, and do nothing." };
        command.Add(dryRun);
        return shell.Run(command, (session, cancel) => Import(session, folder(session), session.Value(dryRun), cancel));
    }

    private static async Task<int> Import(Session session, DirectoryInfo folder, bool dryRun, CancellationToken cancel)
    {
        if (!folder.Exists)
            throw new GatewayException($"There is no folder {folder.FullName}.");
        var (good, broken) = DocumentFolder.Read(folder.FullName);
        var (ordered, circles) = DocumentOrder.Of(good);
        List<Outcome> outcomes = [];
        void Tell(Outcome outcome)
        {
            outcomes.Add(outcome);
            if (!session.Json)
                Show(session, outcome);
        }

        foreach (var (file, problem) in broken)
            Tell(new(Outcome.Failed, file, "", null, [problem]));
        foreach (var (document, problem) in circles)
            Tell(Outcome.Of(Outcome.Failed, document, problem));
        var import = new DocumentImport(session, new References(good), dryRun, circles.Select(circle => circle.Document));
        foreach (var document in ordered)
            Tell(await import.Take(document, cancel));
        session.Raw.WriteLine(session.Json ? Outcome.Json(outcomes) : Outcome.Sum(outcomes, dryRun));
        return outcomes.Exists(outcome => outcome.What == Outcome.Failed) ? ExitCode.Refused : ExitCode.Succeeded;
    }

    private static void Show(Session session, Outcome outcome)
    {
        if (outcome.What != Outcome.Failed)
        {
            var fields = outcome.Detail.Count > 0 ? $": {string.Join(", ", outcome.Detail)}" : "";
            session.Raw.WriteLine($"{outcome.What,-9} {outcome.File}  {outcome.Title}{fields}");
            return;
        }
        foreach (var problem in outcome.Detail)
            session.Errors.MarkupLineInterpolated($"[red]failed[/]    {outcome.File}  {problem}");
    }
}
