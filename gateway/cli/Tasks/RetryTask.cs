using System.CommandLine;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Cli.Tasks;

internal static class RetryTask
{
    private static readonly Dictionary<string, ExecutionState> _keys = new()
    {
        ["failed"] = ExecutionState.Failed, ["skipped"] = ExecutionState.Skipped, ["timedOut"] = ExecutionState.TimedOut, ["waiting"] = ExecutionState.Waiting,
    };

    public static Command Command(Shell shell)
    {
        var task = new Argument<string>("task") { Description = "Id or exact name." };
        var keys = new Option<string[]?>("--key")
        {
            Description = "What to do again: failed (the default), skipped, timedOut, waiting; a success is never redone.",
            AllowMultipleArgumentsPerToken = true,
        };
        keys.AcceptOnlyFromAmong([.. _keys.Keys]);
        return shell.Run(new("retry", "Do again what did not succeed.") { task, keys }, async (session, cancel) =>
        {
            var id = await Known.Task(session.Gateway, session.Value(task), cancel);
            var chosen = session.Value(keys) is { Length: > 0 } some ? some : ["failed"];
            return session.Answer(await session.Gateway.Post($"tasks/{id}/retry", new { Keys = chosen.Select(key => _keys[key].ToString()) }, cancel), $"Asked again on the computers that are: {string.Join(", ", chosen)}.");
        });
    }
}
