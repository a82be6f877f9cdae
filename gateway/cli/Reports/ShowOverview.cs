using System.CommandLine;

namespace Distribution.Cli.Reports;

internal static class ShowOverview
{
    public static Command Command(Shell shell) => shell.Run(new("overview", "The whole in a few figures."), async (session, cancel) =>
    {
        var overview = await session.Gateway.Get("reports/overview", cancel);
        return session.Answer(
            overview,
            $"{overview.Text("computers")} computers, {overview.Text("packages")} packages, {overview.Text("groups")} ID groups, {overview.Text("runningTasks")} tasks running, {overview.Text("failedExecutions")} failed executions.");
    });
}
