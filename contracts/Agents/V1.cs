using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Contracts.Agents.V1;

// Who speaks is never in the body: the broker vouches for the computer by user id and routing key.

/// <summary>The computer is connected and reads its queue; said after every connection, with the routing key of contacts.</summary>
public sealed record AgentConnected(string AgentVersion, DateTimeOffset At);

/// <summary>The instruction is on the computer's own disk and will be carried out.</summary>
public sealed record InstructionAccepted(Guid ExecutionId, int Attempt, DateTimeOffset At);

/// <summary>The instruction will not be carried out.</summary>
public sealed record InstructionRefused(Guid ExecutionId, int Attempt, RefusalReason Reason, string Detail, DateTimeOffset At);

/// <summary>Why an agent refuses an instruction.</summary>
public enum RefusalReason
{
    Expired,
    OtherComputer,
    Malformed,
    Cancelled,
}

/// <summary>The computer began to fetch the task's content.</summary>
public sealed record TransferStarted(Guid ExecutionId, int Attempt, long BytesTotal, DateTimeOffset At);

/// <summary>All content is on the computer and its hashes are right.</summary>
public sealed record TransferFinished(Guid ExecutionId, int Attempt, long BytesTotal, DateTimeOffset At);

/// <summary>One action began.</summary>
public sealed record ActionStarted(Guid ExecutionId, int Attempt, int Action, DateTimeOffset At);

/// <summary>One action ended.</summary>
/// <param name="OutputTail">The last part of what the action printed, at most 8 KiB.</param>
/// <param name="Reason">Why it did not succeed; null when it did.</param>
public sealed record ActionFinished(
    Guid ExecutionId, int Attempt, int Action, ActionOutcome Outcome, int? ExitCode, string OutputTail, string? Reason,
    DateTimeOffset StartedAt, DateTimeOffset EndedAt);

/// <summary>The instruction is done with; the state is Succeeded, Failed, Skipped, TimedOut, Expired or Cancelled.</summary>
public sealed record ExecutionFinished(Guid ExecutionId, int Attempt, ExecutionState State, string? Reason, DateTimeOffset At);
