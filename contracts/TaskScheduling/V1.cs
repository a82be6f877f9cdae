using Distribution.Contracts.Packages.V1;

namespace Distribution.Contracts.TaskScheduling.V1;

/// <summary>What kind of work a task does (domain 2.1).</summary>
public enum TaskKind
{
    Distribution,
    Uninstallation,
}

/// <summary>Who made a task (domain 2.1).</summary>
public enum TaskClass
{
    Administrator,
    AutomaticCountermeasure,
}

/// <summary>Where one task stands on one computer (domain 6.6, section 10).</summary>
public enum ExecutionState
{
    Requested,
    Dispatched,
    Accepted,
    Transferring,
    Transferred,
    Waiting,
    Running,
    Succeeded,
    Failed,
    Skipped,
    TimedOut,
    Expired,
    Cancelled,
    Removed,

    /// <summary>Not final: the computer tries whether it can get what it needs, before it fetches. Added last, for the sake of older listeners.</summary>
    Probing,
}

/// <summary>What an execution in the state Waiting waits for.</summary>
public enum WaitingFor
{
    /// <summary>The hour of its running phase.</summary>
    Time,

    /// <summary>Somebody to log on or to agree.</summary>
    User,

    /// <summary>A maintenance window.</summary>
    Window,

    /// <summary>A place among those that may transfer or run at once.</summary>
    Slot,

    /// <summary>The computer, which cannot be reached.</summary>
    Contact,

    /// <summary>The moment of its next attempt.</summary>
    Retry,
}

/// <summary>What one action of a task does on the computer.</summary>
public enum ActionKind
{
    Install,
    DistributeFiles,
    Uninstall,
    Run,
}

/// <summary>How one action ended on the computer.</summary>
public enum ActionOutcome
{
    Succeeded,
    Failed,
    Skipped,
    TimedOut,
    Cancelled,
    Interrupted,
}

/// <summary>A task exists.</summary>
/// <param name="StartAt">When its executions are requested; null is at once.</param>
/// <param name="MadeFor">The ID groups to which its maker was limited; null is none, or not known.</param>
public sealed record TaskCreated(
    Guid TaskId, long StreamVersion, string Name, TaskKind Kind, TaskClass Class,
    IReadOnlyList<Guid> ComputerIds, IReadOnlyList<Guid> GroupIds, IReadOnlyList<Guid> PackageIds,
    DateTimeOffset? StartAt, DateTimeOffset? ExpiresAt, DateTimeOffset CreatedAt, IReadOnlyList<Guid>? MadeFor = null);

/// <summary>A task's moment came: from now on its destinations get their executions.</summary>
public sealed record TaskStarted(Guid TaskId, long StreamVersion, DateTimeOffset StartedAt);

/// <summary>A task was changed; null means unchanged. What that means for the computers of a started one, their executions tell.</summary>
/// <param name="ScheduleChanged">True when <paramref name="StartAt"/> and <paramref name="ExpiresAt"/> are the new schedule.</param>
public sealed record TaskEdited(
    Guid TaskId, long StreamVersion, string? Name, IReadOnlyList<Guid>? ComputerIds, IReadOnlyList<Guid>? GroupIds,
    IReadOnlyList<Guid>? PackageIds, bool ScheduleChanged, DateTimeOffset? StartAt, DateTimeOffset? ExpiresAt, DateTimeOffset EditedAt);

/// <summary>Every execution of a task ended; a newcomer, a re-execution or a late result may open it again or change the verdict.</summary>
/// <param name="WithErrors">True when at least one execution failed or timed out (domain, section 10).</param>
public sealed record TaskCompleted(Guid TaskId, long StreamVersion, bool WithErrors, DateTimeOffset CompletedAt);

/// <summary>A completed task has executions under way again.</summary>
public sealed record TaskReopened(Guid TaskId, long StreamVersion, DateTimeOffset ReopenedAt);

/// <summary>A task was called off; computers that have not finished are told so.</summary>
/// <param name="LetFinish">True leaves alone what has begun running on a computer; null is false.</param>
public sealed record TaskCancelled(Guid TaskId, long StreamVersion, string Reason, DateTimeOffset CancelledAt, bool? LetFinish = null);

/// <summary>A task dispatches nothing more until it is resumed.</summary>
/// <param name="Halted">By its failures or the emergency stop; otherwise by an operator's pause.</param>
/// <param name="Stopped">The emergency stop: what is under way on computers is called off.</param>
public sealed record TaskHeld(Guid TaskId, long StreamVersion, string Reason, bool Halted, bool Stopped, DateTimeOffset HeldAt);

/// <summary>A held task goes on.</summary>
public sealed record TaskResumed(Guid TaskId, long StreamVersion, DateTimeOffset ResumedAt);

/// <summary>The computers of one wave of a task get their instructions from now on.</summary>
/// <param name="Wave">From 1.</param>
public sealed record WaveOpened(Guid TaskId, long StreamVersion, int Wave, DateTimeOffset OpenedAt);

/// <summary>A task left the list; its history stays.</summary>
public sealed record TaskRemoved(Guid TaskId, long StreamVersion, DateTimeOffset RemovedAt);

/// <summary>Executions of one task moved on without ending: up to 500 at once, in the order in which it happened.</summary>
public sealed record ExecutionsProgressed(Guid TaskId, IReadOnlyList<ProgressedExecution> Executions);

/// <summary>One task on one computer moved on; one execution may have several lines, told apart by their versions.</summary>
/// <param name="EventId">The id of what happened; a repeat has the same.</param>
/// <param name="Attempt">1 is the first, a re-execution counts on.</param>
/// <param name="State">Requested when it is to be carried out, at first or again.</param>
/// <param name="Progress">0 created, 20 transfer started, 50 at a relay, 70 on the computer and waiting (domain, section 10).</param>
/// <param name="WaitingFor">For the state Waiting, what for.</param>
/// <param name="Until">For the state Waiting, when it goes on, where that is known.</param>
/// <param name="Wave">The wave of the task that it belongs to, from 1: said when it is requested first, and null where the task has none.</param>
public sealed record ProgressedExecution(
    Guid EventId, Guid ExecutionId, Guid ComputerId, long StreamVersion, int Attempt, ExecutionState State, int Progress, DateTimeOffset At,
    WaitingFor? WaitingFor = null, DateTimeOffset? Until = null, string? Reason = null, int? Wave = null);

/// <summary>One computer is to carry out one task. Told by <see cref="ExecutionsProgressed"/> since 2026-11-21; queues may still hold some.</summary>
public sealed record ExecutionRequested(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, long StreamVersion, int Attempt, DateTimeOffset At);

/// <summary>One task on one computer moved on without ending. Told by <see cref="ExecutionsProgressed"/> since 2026-11-21; queues may still hold some.</summary>
/// <param name="Progress">0 created, 20 transfer started, 50 at a relay, 70 on the computer and waiting (domain, section 10).</param>
public sealed record ExecutionProgressed(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, long StreamVersion, int Attempt, ExecutionState State, int Progress, DateTimeOffset At);

/// <summary>One action of one task ended on one computer.</summary>
/// <param name="Action">The action's number within the task, from 1.</param>
/// <param name="OutputTail">The last part of what the action printed, at most 8 KiB.</param>
/// <param name="Reason">Why it did not succeed; null when it did.</param>
/// <param name="Error">Which class of error it was; null when it succeeded, or where the agent does not tell classes apart.</param>
public sealed record ActionCompleted(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, long StreamVersion, int Attempt, int Action, string Name, ActionOutcome Outcome,
    int? ExitCode, string OutputTail, string? Reason, DateTimeOffset StartedAt, DateTimeOffset EndedAt, ErrorClass? Error = null);

/// <summary>One task ended on one computer; the state is a final one.</summary>
/// <param name="Reason">Why it did not succeed; null when it did.</param>
/// <param name="Error">The class of error, where no <see cref="ActionCompleted"/> tells it: the computer did not trust what it was told.</param>
public sealed record ExecutionEnded(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, long StreamVersion, int Attempt, ExecutionState State, string? Reason, DateTimeOffset At,
    ErrorClass? Error = null);

/// <summary>Content that the computer fetches before it acts.</summary>
/// <param name="Path">Path at the gateway, without its address.</param>
public sealed record ContentReference(string Sha256, long Size, string FileName, string Path);

/// <summary>One action as one computer is to carry it out: a snapshot of the package at dispatch (domain, section 10).</summary>
/// <param name="Number">The action's number within the task, from 1.</param>
/// <param name="Command">Command of an installation, removal or run; {file} is the fetched content, {folder} the folder of an unpacked zip.</param>
/// <param name="SoftwareName">What to remove, or what must be there after an installation, by the platform's own name.</param>
/// <param name="SoftwareVersion">The version that must be there after an installation; null when any will do.</param>
/// <param name="Settings">How it is run, where the package says more than the defaults; null is the defaults.</param>
public sealed record ActionInstruction(
    int Number, ActionKind Kind, string Name, Guid? PackageId, long? PackageStreamVersion, ContentReference? Content, string? Command,
    string? SoftwareName, string? SoftwareVersion, string? DestinationFolder, int TimeLimitSeconds, ActionSettings? Settings = null);

/// <summary>The part of a package's attributes that the computer judges and runs by; null is always the default.</summary>
public sealed record ActionSettings(
    string? InnerPath = null, string? ProductCode = null, ExitCodeTable? ExitCodes = null, string? WorkingDirectory = null,
    IReadOnlyDictionary<string, string>? Environment = null, RestartBehaviour? Restart = null, RunAs? RunAs = null,
    ExternalPrograms? ExternalPrograms = null, SystemConditions? SystemConditions = null,
    SoftwareConditions? SoftwareConditions = null, PackageConditions? PackageConditions = null, BlockingProcesses? BlockingProcesses = null);

/// <summary>To one computer's queue: carry out this task. The agent keeps the pair of execution and attempt, and runs it once.</summary>
/// <param name="NotBefore">The running phase begins no earlier; null is at once.</param>
/// <param name="ExpiresAt">The agent refuses to begin at or after this moment.</param>
/// <param name="Windows">When the running phase may begin; null is at any time.</param>
/// <param name="Parameters">How it is carried out; null is the defaults.</param>
/// <param name="TaskCreatedAt">Of several tasks for one computer the one with the higher priority goes first, then the older one.</param>
public sealed record ExecuteTask(
    Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, string TaskName, IReadOnlyList<ActionInstruction> Actions,
    DateTimeOffset? NotBefore, DateTimeOffset? ExpiresAt, bool StopOnFirstError, RunWindows? Windows = null, TaskParameters? Parameters = null,
    DateTimeOffset? TaskCreatedAt = null);

/// <summary>To one computer's queue: do not begin this work, or stop it where it can be stopped, and report how it ended.</summary>
/// <param name="LetFinish">True leaves alone what has begun running; it ends with its true result. Null is false.</param>
public sealed record CancelExecution(Guid ExecutionId, Guid TaskId, Guid ComputerId, int Attempt, bool? LetFinish = null);
