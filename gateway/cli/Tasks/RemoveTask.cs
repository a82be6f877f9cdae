using System.CommandLine;

namespace Distribution.Cli.Tasks;

internal static class RemoveTask
{
    public static Command Command(Shell shell)
    {
        var task = new Argument<string>("task") { Description = "Id or exact name." };
        return shell.Run(new("remove", "Take a task off the list; its history stays.") { task }, async (session, cancel) =>
        {
            var id = await Known.Task(session.Gateway, session.Value(task), cancel);
            return session.Answer(await session.Gateway.Delete($"tasks/{id}", cancel), $"Removed {session.Value(task)}.");
        });
    }
}
