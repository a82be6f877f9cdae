using System.CommandLine;

namespace Distribution.Cli.Tasks;

internal static class HoldTask
{
    public static Command Pause(Shell shell) => Verb(shell, "pause", "Hold a task: what computers have is carried out, nothing more is sent.", "Paused");

    public static Command Resume(Shell shell) => Verb(shell, "resume", "Let a held task go on; failures so far do not halt it again.", "Resumed");

    public static Command Stop(Shell shell) => Verb(shell, "stop", "Emergency stop: nothing more is sent, and what is under way is called off.", "Stopped");

    public static Command Approve(Shell shell)
    {
        var task = new Argument<string>("task") { Description = "Id or exact name." };
        var wave = new Argument<int?>("wave") { Description = "The wave to let open, from 1; without it the task itself, which reaches too many computers for one person.", Arity = ArgumentArity.ZeroOrOne };
        return shell.Run(new("approve", "Approve a task that somebody else made, or let a wave open.") { task, wave }, async (session, cancel) =>
        {
            var id = await Known.Task(session.Gateway, session.Value(task), cancel);
            return session.Given.GetValue(wave) is { } number
                ? session.Answer(await session.Gateway.Post($"tasks/{id}/waves/{number}/approve", new { }, cancel), $"Approved wave {number}.")
                : session.Answer(await session.Gateway.Post($"tasks/{id}/approve", new { }, cancel), $"Approved {session.Value(task)}.");
        });
    }

    public static Command Reject(Shell shell) => Verb(shell, "reject", "Do not approve a task that somebody else made: it is called off.", "Rejected");

    private static Command Verb(Shell shell, string verb, string description, string done)
    {
        var task = new Argument<string>("task") { Description = "Id or exact name." };
        var reason = new Option<string?>("--reason") { Description = "Why, for the history." };
        return shell.Run(new(verb, description) { task, reason }, async (session, cancel) =>
        {
            var id = await Known.Task(session.Gateway, session.Value(task), cancel);
            return session.Answer(await session.Gateway.Post($"tasks/{id}/{verb}", new { Reason = session.Value(reason) }, cancel), $"{done} {session.Value(task)}.");
        });
    }
}
