using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Decisions;

/// <summary>What an instruction must look like before any part of it becomes a path or a command.</summary>
internal static class InstructionForm
{
    private static readonly int longestLimit = (int)TimeSpan.FromDays(7).TotalSeconds;

    /// <summary>The first fault, in words for the operator; null when there is none.</summary>
    public static string? FaultOf(ExecuteTask task)
    {
        if (task.ExecutionId == Guid.Empty || task.Attempt < 1)
            return "executionId must be given, and attempt must be 1 or more.";
        if (task.Actions is not { Count: > 0 })
            return "actions must hold at least one action.";
        if (task.Actions.DistinctBy(action => action.Number).Count() < task.Actions.Count)
            return "actions must have different numbers.";
        return task.Actions.Select(FaultOf).OfType<string>().FirstOrDefault();
    }

    private static string? FaultOf(ActionInstruction action) => action switch
    {
        { TimeLimitSeconds: < 1 } => $"Action {action.Number}: timeLimitSeconds must be 1 or more, and is {action.TimeLimitSeconds}.",
        _ when action.TimeLimitSeconds > longestLimit =>
            $"Action {action.Number}: timeLimitSeconds must be {longestLimit} (a week) at most, and is {action.TimeLimitSeconds}.",
        { Kind: ActionKind.Install or ActionKind.DistributeFiles, Content: null } => $"Action {action.Number}: {action.Kind} needs content.",
        { Kind: ActionKind.DistributeFiles, DestinationFolder: null or "" } => $"Action {action.Number}: DistributeFiles needs a destinationFolder.",
        { Kind: ActionKind.Uninstall, Command: null or "", SoftwareName: null or "", Settings: null or { ProductCode: null or "" } } =>
            $"Action {action.Number}: Uninstall needs a softwareName, a productCode or a command.",
        { Kind: ActionKind.Run, Command: null or "", Content: null } => $"Action {action.Number}: Run needs a command or content.",
        { Settings.InnerPath: { } inner } when LeadsAway(inner) => $"Action {action.Number}: innerPath '{inner}' leads out of the zip.",
        { Content: { } content } => FaultOf(action.Number, content),
        _ => null,
    };

    private static bool LeadsAway(string inner) => inner.StartsWith('/') || inner.Contains('\\') || inner.Contains(':') || inner.Split('/').Contains("..");

    private static string? FaultOf(int number, ContentReference content)
    {
        if (content.Sha256 is not { Length: 64 } || !content.Sha256.All(char.IsAsciiHexDigitLower))
            return $"Action {number}: sha256 must be 64 lower-case hexadecimal digits.";
        if (content.Size < 0)
            return $"Action {number}: size must not be negative.";
        if (content.Path is null || !content.Path.StartsWith('/') || content.Path.StartsWith("//", StringComparison.Ordinal))
            return $"Action {number}: the content's path must begin with one slash.";
        // The name becomes a file on this disk: it must not lead anywhere.
        return content.FileName is null or "" or "." or ".." || content.FileName.AsSpan().IndexOfAny("/\\:\0") >= 0 || content.FileName.Length > 255
            ? $"Action {number}: '{content.FileName}' is not a file name."
            : null;
    }
}
