using System.CommandLine;

namespace Distribution.Cli.Tasks;

internal static class CancelTask
{
    public static Command Command(Shell shell)
    {
        var task = new Argument<string>("task") { Description = "Id or exact name." };
        var reason = new Option<string>("--reason") { Description = "Why, for the history.", DefaultValueFactory = _ => "" };
        return shell.Run(new("cancel", "Call a task off; computers that have not finished are told so.") { task, reason }, async (session, cancel) =>
        {
            var id = await Known.Task(session.Gateway, session.Value(task), cancel);
            return session.Answer(await session.Gateway.Post($"tasks/{id}/cancel", new { Reason = session.Value(reason) }, cancel), $"Called off {session.Value(task)}.");
        });
    }
}
