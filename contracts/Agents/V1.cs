using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Contracts.Agents.V1;

// Who speaks is never in the body: the broker vouches for the computer by user id and routing key.

/// <summary>The computer is connected and reads its queue; said after every connection and every ten minutes while it lasts, with the routing key of contacts.</summary>
/// <param name="InstanceId">Drawn at each start of the agent: two that speak in turn under one identity are two computers.</param>
/// <param name="Number">Counts what this instance has said of itself, so that a repeated message is recognised.</param>
/// <param name="StillConnected">True when it was said before on the same connection.</param>
public sealed record AgentConnected(
    string AgentVersion, DateTimeOffset At, Guid? InstanceId = null, long? Number = null, bool? StillConnected = null);

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

    /// <summary>It is not signed by a key of the platform, or was altered, expired, or made for another computer. Added last, for the sake of older listeners.</summary>
    Untrusted,
}

/// <summary>The computer was told or offered something that it does not obey; said with the routing key of contacts.</summary>
/// <param name="Detail">In words for the operator.</param>
public sealed record SecurityFinding(FindingKind Kind, string Detail, DateTimeOffset At);

/// <summary>What an agent found.</summary>
public enum FindingKind
{
    /// <summary>A message in the computer's queue that no key of the platform vouches for.</summary>
    UntrustedMessage,

    /// <summary>A root that may not follow the one that the computer goes by.</summary>
    UntrustedRoot,

    /// <summary>The computer's root has expired and there is no later one: it begins no new work.</summary>
    RootExpired,
}

/// <summary>The computer began to fetch the task's content.</summary>
public sealed record TransferStarted(Guid ExecutionId, int Attempt, long BytesTotal, DateTimeOffset At);

/// <summary>All content is on the computer and its hashes are right.</summary>
public sealed record TransferFinished(Guid ExecutionId, int Attempt, long BytesTotal, DateTimeOffset At);

/// <summary>One action began.</summary>
public sealed record ActionStarted(Guid ExecutionId, int Attempt, int Action, DateTimeOffset At);

/// <summary>The computer tries whether it can get what the task needs, before it fetches anything.</summary>
public sealed record ProbeStarted(Guid ExecutionId, int Attempt, DateTimeOffset At);

/// <summary>The computer knows whether it can get what the task needs; if it cannot, it tries on and ends the attempt when it gives up.</summary>
/// <param name="Detail">What was not there; null when all was.</param>
public sealed record ProbeFinished(Guid ExecutionId, int Attempt, bool Reachable, string? Detail, DateTimeOffset At);

/// <summary>All content is at the relay from which the computer fetches it.</summary>
public sealed record ContentAtRelay(Guid ExecutionId, int Attempt, DateTimeOffset At);

/// <summary>The computer has the work and waits with it; what it reports next ends the wait.</summary>
/// <param name="For">Time, User, Window or Slot.</param>
/// <param name="Until">When it goes on, where the computer knows.</param>
public sealed record ExecutionWaiting(Guid ExecutionId, int Attempt, WaitingFor For, DateTimeOffset? Until, DateTimeOffset At);

/// <summary>One action ended.</summary>
/// <param name="OutputTail">The last part of what the action printed, at most 8 KiB.</param>
/// <param name="Reason">Why it did not succeed; null when it did.</param>
/// <param name="Error">Which class of error it was; null when it succeeded, or where the agent does not tell classes apart.</param>
public sealed record ActionFinished(
    Guid ExecutionId, int Attempt, int Action, ActionOutcome Outcome, int? ExitCode, string OutputTail, string? Reason,
    DateTimeOffset StartedAt, DateTimeOffset EndedAt, ErrorClass? Error = null);

/// <summary>The instruction is done with; the state is Succeeded, Failed, Skipped, TimedOut, Expired or Cancelled.</summary>
/// <param name="Error">Which class of error ended it; null when none did, or where the agent does not tell classes apart.</param>
public sealed record ExecutionFinished(
    Guid ExecutionId, int Attempt, ExecutionState State, string? Reason, DateTimeOffset At, ErrorClass? Error = null);
