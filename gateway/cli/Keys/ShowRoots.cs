using System.CommandLine;
using Spectre.Console;

namespace Distribution.Cli.Keys;

internal static class ShowRoots
{
    public static Command Command(Shell shell)
    {
        var roots = new Argument<string>("roots") { Description = "The file with the roots." };
        return shell.Run(new("show", "Whom the computers obey, and until when.") { roots }, (session, _) => Task.FromResult(Tell(session, RootsFile.Open(session.Value(roots)))));
    }

    /// <summary>The newest root; an exit code other than 0 when no computer would go by it.</summary>
    public static int Tell(Session session, RootsFile file)
    {
        var root = file.Roots[^1];
        session.Out.MarkupLineInterpolated($"Root of version {root.Version}, good until {root.ExpiresAt:u}, {file.Chain.Roots[^1].Signatures.Count} signature(s), {root.Threshold} needed");
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Key", "Role");
        foreach (var key in root.RootKeys.Concat(root.Keys))
            table.AddRow(key.Id, key.Role ?? "root");
        session.Out.Write(table);
        if (file.Followed.Fault is { } fault)
        {
            session.Errors.MarkupLineInterpolated($"[red]{fault}[/]");
            return ExitCode.Refused;
        }

        if (root.ExpiresAt <= DateTimeOffset.UtcNow)
            session.Errors.MarkupLineInterpolated($"[red]It has expired: computers begin no new work.[/]");
        return ExitCode.Succeeded;
    }
}
