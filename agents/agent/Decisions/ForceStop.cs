using Distribution.Agent.Journals;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Decisions;

/// <summary>The moment at which a whole attempt is ended on the computer, whatever it is doing (domain 6.2).</summary>
internal static class ForceStop
{
    public static int? Minutes(Execution execution) => execution.Instruction.Parameters?.Installation?.ForceStopMinutes;

    /// <summary>Counted from the beginning of the first action; null is never.</summary>
    public static DateTimeOffset? At(Execution execution) =>
        Minutes(execution) is { } minutes && (execution.Ended is [var first, ..] ? first.StartedAt : execution.Running?.At) is { } begun
            ? begun.AddMinutes(minutes)
            : null;

    /// <summary>The action with no more time than is left.</summary>
    public static ActionInstruction Limit(Execution execution, ActionInstruction action, DateTimeOffset now)
    {
        var end = At(execution) ?? (Minutes(execution) is { } minutes ? now.AddMinutes(minutes) : null);
        return end is null ? action : action with { TimeLimitSeconds = Math.Clamp((int)Math.Ceiling((end.Value - now).TotalSeconds), 1, action.TimeLimitSeconds) };
    }
}
