using Distribution.Agent.Processes;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Actions;

/// <summary>What an installer's exit code means (domain, section 10).</summary>
internal static class ExitCodes
{
    public const int RestartNeeded = 3010;
    public const int Restarting = 1641;
    public const int Busy = 1618;
    public const int AlreadyGone = 1605;
    public const string TryAgainLater = "Another installation is going on here; try again later.";

    /// <returns>How the action ended, and why when it did not succeed.</returns>
    public static (ActionOutcome Outcome, string? Reason) Judge(ActionInstruction action, SupervisedResult result) => result switch
    {
        { End: SupervisedEnd.TimedOut } => (ActionOutcome.TimedOut, $"Not done within {action.TimeLimitSeconds} s; all its processes were ended."),
        { End: SupervisedEnd.Cancelled } => (ActionOutcome.Cancelled, "Cancelled while it ran; all its processes were ended."),
        { End: SupervisedEnd.NotStarted } => (ActionOutcome.Failed, $"It could not be started: {result.Detail}"),
        { ExitCode: 0 or RestartNeeded or Restarting } => (ActionOutcome.Succeeded, null),
        { ExitCode: AlreadyGone } when action.Kind == ActionKind.Uninstall => (ActionOutcome.Succeeded, null),
        { ExitCode: Busy } => (ActionOutcome.Failed, TryAgainLater),
        { ExitCode: 2 } when result.OutputTail.Contains("locked by another process", StringComparison.Ordinal) => (ActionOutcome.Failed, TryAgainLater),
        _ => (ActionOutcome.Failed, Describe(result)),
    };

    private static string Describe(SupervisedResult result)
    {
        var last = result.OutputTail.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
        return last is null ? $"Exit code {result.ExitCode}." : $"Exit code {result.ExitCode}: {OutputTail.Bounded(last, 300)}";
    }
}
