using System.CommandLine;

namespace Distribution.Cli.Reports;

internal static class ShowOverview
{
    public static Command Command(Shell shell) => shell.Run(new("overview", "The whole in a few figures."), async (session, cancel) =>
    {
        var overview = await session.Gateway.Get("reports/overview", cancel);
        return session.Answer(
            overview,
            $"{overview.Counted("computers", "computer")}, {overview.Counted("packages", "package")}, {overview.Counted("groups", "ID group")}, {overview.Counted("runningTasks", "task")} running, {overview.Counted("failedExecutions", "failed execution")}.");
    });
}
