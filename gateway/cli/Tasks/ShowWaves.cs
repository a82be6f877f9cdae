using System.CommandLine;

namespace Distribution.Cli.Tasks;

internal static class ShowWaves
{
    public static Command Command(Shell shell)
    {
        var task = new Argument<string>("task") { Description = "Id or exact name." };
        return shell.Run(new("waves", "Show how each wave of a task stands.") { task }, async (session, cancel) =>
        {
            var id = await Known.Task(session.Gateway, session.Value(task), cancel);
            var rollout = await session.Gateway.Get($"tasks/{id}/waves", cancel);
            return await session.List(
                rollout.Items("counts").ToAsyncEnumerable(),
                ("Wave", w => w.Text("wave")),
                ("Computers", w => w.Text("total")),
                ("Succeeded", w => w.Text("succeeded")),
                ("Failed", w => w.Text("failed")),
                ("Open", w => w.Text("open")));
        });
    }
}
