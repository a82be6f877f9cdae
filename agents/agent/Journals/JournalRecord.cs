using System.Text.Json.Serialization;
using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Journals;

/// <summary>One attempt at one task on this computer; what the journal, the work folders and the reports are keyed by.</summary>
internal readonly record struct AttemptId(Guid ExecutionId, int Attempt)
{
    public override string ToString() => $"{ExecutionId:N}-{Attempt}";
}

/// <summary>A fact on this computer's own disk. Stored for years by agents of every age: change by adding nullable members only.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "record")]
[JsonDerivedType(typeof(InstructionReceived), "instructionReceived")]
[JsonDerivedType(typeof(InstructionRejected), "instructionRejected")]
[JsonDerivedType(typeof(TransferBegun), "transferBegun")]
[JsonDerivedType(typeof(TransferDone), "transferDone")]
[JsonDerivedType(typeof(ContentLost), "contentLost")]
[JsonDerivedType(typeof(ActionBegun), "actionBegun")]
[JsonDerivedType(typeof(ActionEnded), "actionEnded")]
[JsonDerivedType(typeof(CancelReceived), "cancelReceived")]
[JsonDerivedType(typeof(ExecutionDone), "executionDone")]
[JsonDerivedType(typeof(ProbeBegun), "probeBegun")]
[JsonDerivedType(typeof(ProbeEnded), "probeEnded")]
[JsonDerivedType(typeof(WaitBegun), "waitBegun")]
[JsonDerivedType(typeof(UserTold), "userTold")]
[JsonDerivedType(typeof(UserPostponed), "userPostponed")]
[JsonDerivedType(typeof(UserAgreed), "userAgreed")]
[JsonDerivedType(typeof(HoldBegun), "holdBegun")]
[JsonDerivedType(typeof(HoldEnded), "holdEnded")]
[JsonDerivedType(typeof(ComputerStarted), "computerStarted")]
[JsonDerivedType(typeof(FindingMade), "findingMade")]
[JsonDerivedType(typeof(ReportConfirmed), "reportConfirmed")]
[JsonDerivedType(typeof(JournalDamaged), "journalDamaged")]
[JsonDerivedType(typeof(SnapshotTaken), "snapshotTaken")]
internal abstract record JournalRecord;

/// <summary>An instruction that will be carried out; it may be acknowledged to the broker from now on.</summary>
internal sealed record InstructionReceived(ExecuteTask Instruction, Trace Trace, DateTimeOffset At) : JournalRecord;

/// <summary>An instruction that will not be carried out.</summary>
internal sealed record InstructionRejected(AttemptId Id, RefusalReason Reason, string Detail, Trace Trace, DateTimeOffset At) : JournalRecord;

/// <summary>The first byte of an attempt's content is being asked for.</summary>
internal sealed record TransferBegun(AttemptId Id, long BytesTotal, DateTimeOffset At) : JournalRecord;

/// <summary>All content of an attempt was on this disk, with the right hashes.</summary>
internal sealed record TransferDone(AttemptId Id, long BytesTotal, DateTimeOffset At) : JournalRecord;

/// <summary>Content that had been fetched is missing or changed; it is fetched again.</summary>
internal sealed record ContentLost(AttemptId Id, string Detail, DateTimeOffset At) : JournalRecord;

/// <summary>Written before an action's process may start. Run counts from 1; a further run follows only where the platform could be asked.</summary>
internal sealed record ActionBegun(AttemptId Id, int Action, int Run, DateTimeOffset At) : JournalRecord;

/// <summary>How an action ended.</summary>
/// <param name="RestartFrom">The start of the computer that another one must follow before the rest goes on; null is none.</param>
internal sealed record ActionEnded(
    AttemptId Id, int Action, ActionOutcome Outcome, int? ExitCode, string OutputTail, string? Reason,
    DateTimeOffset StartedAt, DateTimeOffset EndedAt, string? RestartFrom = null,
    ErrorClass? Error = null) : JournalRecord;

/// <summary>The server called an attempt off.</summary>
internal sealed record CancelReceived(AttemptId Id, DateTimeOffset At) : JournalRecord;

/// <summary>An attempt is done with; the state is a final one.</summary>
internal sealed record ExecutionDone(AttemptId Id, ExecutionState State, string? Reason, DateTimeOffset At, ErrorClass? Error = null) : JournalRecord;

/// <summary>What an attempt needs could not be had at once; the computer tries on, and says so.</summary>
internal sealed record ProbeBegun(AttemptId Id, DateTimeOffset At) : JournalRecord;

/// <summary>What the last try found.</summary>
/// <param name="Lack">What was not there; null when all was.</param>
internal sealed record ProbeEnded(AttemptId Id, string? Lack, DateTimeOffset At) : JournalRecord;

/// <summary>An attempt waits, and the server is told for what.</summary>
internal sealed record WaitBegun(AttemptId Id, WaitingFor For, DateTimeOffset? Until, DateTimeOffset At) : JournalRecord;

/// <summary>The user was told that an attempt begins at that moment.</summary>
internal sealed record UserTold(AttemptId Id, DateTimeOffset BeginsAt, DateTimeOffset At) : JournalRecord;

/// <summary>The user put an attempt off.</summary>
internal sealed record UserPostponed(AttemptId Id, DateTimeOffset Until, DateTimeOffset At) : JournalRecord;

/// <summary>The user took an offer, or lets an attempt begin at once.</summary>
internal sealed record UserAgreed(AttemptId Id, DateTimeOffset At) : JournalRecord;

/// <summary>The user holds everything that has not begun.</summary>
internal sealed record HoldBegun(DateTimeOffset Until, DateTimeOffset At) : JournalRecord;

/// <summary>The user lets everything go on again.</summary>
internal sealed record HoldEnded(DateTimeOffset At) : JournalRecord;

/// <summary>The agent runs for the first time since this start of the computer.</summary>
/// <param name="BootId">Another one after every start.</param>
internal sealed record ComputerStarted(string BootId, DateTimeOffset At) : JournalRecord;

/// <summary>Something was refused that the operator must know of, although no work of his was meant.</summary>
internal sealed record FindingMade(FindingKind Kind, string Detail, DateTimeOffset At) : JournalRecord;

/// <summary>The broker has a report.</summary>
internal sealed record ReportConfirmed(Guid ReportId) : JournalRecord;

/// <summary>Bytes in the middle of the journal were unreadable; what was open is not carried on with.</summary>
internal sealed record JournalDamaged(DateTimeOffset At) : JournalRecord;

/// <summary>The whole state, as the first record of a compacted journal.</summary>
internal sealed record SnapshotTaken(
    IReadOnlyList<Execution> Open, IReadOnlyList<KnownAttempt> Known, IReadOnlyList<Report> Reports,
    IReadOnlyList<InstalledPackage>? Packages = null, HoldBegun? Hold = null, string? BootId = null) : JournalRecord;

/// <summary>What ties a report to the request that caused it: the broker's correlation id and the W3C traceparent.</summary>
internal sealed record Trace(string? CorrelationId, string? TraceParent)
{
    public static readonly Trace None = new(null, null);
}
