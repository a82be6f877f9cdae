using Distribution.Agent.Processes;
using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.Rules;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Actions;

/// <summary>What the end of a program means for its action (domain, section 10).</summary>
/// <param name="Reason">Why it did not succeed; null when it did.</param>
/// <param name="Meaning">What the exit code says; null when there was none.</param>
internal sealed record JudgedExit(ActionOutcome Outcome, string? Reason, ExitMeaning? Meaning = null)
{
    public const string TryAgainLater = "Another installation is going on here; try again later.";

    /// <param name="successCodes">The task's own, in the place of the package's; null is the package's.</param>
    public static JudgedExit Of(ActionInstruction action, SupervisedResult result, IReadOnlyList<int>? successCodes = null) => result switch
    {
        { End: SupervisedEnd.TimedOut } => new(ActionOutcome.TimedOut, $"Not done within {action.TimeLimitSeconds} s; all its processes were ended."),
        { End: SupervisedEnd.Cancelled } => new(ActionOutcome.Cancelled, "Cancelled while it ran; all its processes were ended."),
        { End: SupervisedEnd.NotStarted } => new(ActionOutcome.Failed, $"It could not be started: {result.Detail}"),
        { ExitCode: 2 } when result.OutputTail.Contains("locked by another process", StringComparison.Ordinal) =>
            new(ActionOutcome.Failed, TryAgainLater, ExitMeaning.RetryLater),
        { ExitCode: { } code } => Of(ExitCodes.MeaningOf(code, action.Kind, TableOf(action, successCodes)), result),
        _ => new(ActionOutcome.Failed, "It ended without an exit code."),
    };

    private static ExitCodeTable? TableOf(ActionInstruction action, IReadOnlyList<int>? successCodes) => successCodes is { Count: > 0 }
        ? (action.Settings?.ExitCodes ?? ExitCodes.Default) with { Success = successCodes }
        : action.Settings?.ExitCodes;

    private static JudgedExit Of(ExitMeaning meaning, SupervisedResult result) => meaning switch
    {
        ExitMeaning.RetryLater => new(ActionOutcome.Failed, TryAgainLater, meaning),
        ExitMeaning.Failure => new(ActionOutcome.Failed, Describe(result), meaning),
        _ => new(ActionOutcome.Succeeded, null, meaning),
    };

    private static string Describe(SupervisedResult result)
    {
        var last = result.OutputTail.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
        return last is null ? $"Exit code {result.ExitCode}." : $"Exit code {result.ExitCode}: {OutputTail.Bounded(last, 300)}";
    }
}
