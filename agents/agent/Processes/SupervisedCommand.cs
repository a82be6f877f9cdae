using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Processes;

/// <summary>A program to run, with everything it needs; no shell ever sees it.</summary>
/// <param name="TimeLimitSeconds">0 is no limit.</param>
/// <param name="Priority">Null is the agent's own.</param>
/// <param name="AsSessionUser">On Windows, as whoever is logged on; null is the agent's own account.</param>
/// <param name="Environment">Added to what the agent's own environment holds, without the agent's own settings.</param>
internal sealed record SupervisedCommand(
    string Program, IReadOnlyList<string> Arguments, string WorkingFolder, IReadOnlyDictionary<string, string> Environment, int TimeLimitSeconds,
    WorkPriority? Priority = null, bool? AsSessionUser = null);

/// <summary>How a supervised program ended.</summary>
internal enum SupervisedEnd
{
    Exited,
    TimedOut,
    Cancelled,
    NotStarted,
}

/// <summary>The truth about one run, written by the supervisor before it ends.</summary>
/// <param name="Detail">Why the program did not start, or null.</param>
internal sealed record SupervisedResult(
    SupervisedEnd End, int? ExitCode, string OutputTail, string? Detail, DateTimeOffset StartedAt, DateTimeOffset EndedAt);
