using System.Collections.Immutable;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Journals;

/// <summary>What this computer has to do and to say: a pure fold of the journal.</summary>
/// <param name="Open">Accepted and unfinished attempts, in the order of their arrival.</param>
/// <param name="Known">The highest attempt of every execution, open or not.</param>
/// <param name="Reports">Reports that the broker has not confirmed, in order.</param>
/// <param name="Packages">What this platform installed here and has not removed again.</param>
internal sealed record JournalState(
    ImmutableList<Execution> Open, ImmutableDictionary<Guid, KnownAttempt> Known, ImmutableList<Report> Reports,
    ImmutableDictionary<Guid, InstalledPackage> Packages)
{
    public static readonly JournalState Empty =
        new([], ImmutableDictionary<Guid, KnownAttempt>.Empty, [], ImmutableDictionary<Guid, InstalledPackage>.Empty);

    public static JournalState Evolve(JournalState state, JournalRecord record)
    {
        var report = Protocol.Reports.Of(record, id => state.Find(id)?.Trace);
        var next = Fold(state, record);
        if (report is null)
            return next;
        // What an attempt waits for or lacks may change for months without a broker; only the last word counts, or they would fill the disk.
        var others = report.About is null ? next.Reports : next.Reports.RemoveAll(one => one.About == report.About);
        return next with { Reports = others.Add(report) };
    }

    /// <summary>The user's last hold; over when its moment has passed, or null.</summary>
    public HoldBegun? Hold { get; init; }

    /// <summary>Which start of the computer the agent saw last; null before it saw any.</summary>
    public string? BootId { get; init; }

    /// <summary>How many actions have ended since this journal was opened.</summary>
    public int ActionsEnded { get; init; }

    public Execution? Find(AttemptId id) => Open.Find(execution => execution.Id == id);

    public bool Knows(AttemptId id) => Known.TryGetValue(id.ExecutionId, out var known) && known.Attempt >= id.Attempt;

    /// <summary>The same state as one record, without executions that ended so long ago that no queue can still hold them.</summary>
    public SnapshotTaken Snapshot(DateTimeOffset now)
    {
        var open = Open.Select(execution => execution.Id.ExecutionId).ToHashSet();
        return new(Open, [.. Known.Values.Where(known => open.Contains(known.ExecutionId) || known.At > now.AddDays(-400))], Reports, [.. Packages.Values], Hold, BootId);
    }

    private static JournalState Fold(JournalState state, JournalRecord record) => record switch
    {
        InstructionReceived r => state.Remember(new(r.Instruction.ExecutionId, r.Instruction.Attempt), r.At) with
        {
            Open = state.Open.Add(new(r.Instruction, r.Trace, r.At, false, false, [], null, false, false)),
        },
        InstructionRejected r => state.Remember(r.Id, r.At),
        TransferBegun r => state.Change(r.Id, execution => execution with { TransferBegun = true, Wait = null, Probe = null }),
        TransferDone r => state.Change(r.Id, execution => execution with { Transferred = true, Wait = null }),
        ContentLost r => state.Change(r.Id, execution => execution with { Transferred = false }),
        ActionBegun r => state.Change(r.Id, execution => execution with { Running = r, Wait = null }),
        ActionEnded r => state.Change(r.Id, execution => execution with { Running = null, Ended = [.. execution.Ended, r] }) with
        {
            Packages = state.PackagesAfter(r),
            ActionsEnded = state.ActionsEnded + 1,
        },
        CancelReceived r => state.Change(r.Id, execution => execution with { CancelRequested = true }),
        ExecutionDone r => state with { Open = state.Open.RemoveAll(execution => execution.Id == r.Id) },
        ReportConfirmed r => state with { Reports = state.Reports.RemoveAll(report => report.Id == r.ReportId) },
        JournalDamaged => state with { Open = [.. state.Open.Select(execution => execution with { Damaged = true })] },
        ProbeEnded r => state.Change(r.Id, execution => execution with { Probe = r }),
        WaitBegun r => state.Change(r.Id, execution => execution with { Wait = r }),
        UserTold r => state.ChangeUser(r.Id, user => user with { BeginsAt = r.BeginsAt }),
        UserPostponed r => state.ChangeUser(r.Id, user => user with { BeginsAt = null, PostponedUntil = r.Until, Postponements = user.Postponements + 1 }),
        UserAgreed r => state.ChangeUser(r.Id, user => user with { PostponedUntil = null, Agreed = true }),
        HoldBegun r => state with { Hold = r },
        HoldEnded r => state with { Hold = state.Hold is { } hold && hold.Until > r.At ? hold with { Until = r.At } : state.Hold },
        ComputerStarted r => state.StartedUp(r),
        SnapshotTaken r => new([.. r.Open], r.Known.ToImmutableDictionary(known => known.ExecutionId), [.. r.Reports], (r.Packages ?? []).ToImmutableDictionary(package => package.PackageId)) { Hold = r.Hold, BootId = r.BootId },
        _ => state,
    };

    private ImmutableDictionary<Guid, InstalledPackage> PackagesAfter(ActionEnded ended) =>
        ended.Outcome != ActionOutcome.Succeeded || Find(ended.Id)?.Action(ended.Action) is not { PackageId: { } package } action ? Packages
        : action.Kind == ActionKind.Uninstall ? Packages.Remove(package)
        : Packages.SetItem(package, new(package, action.SoftwareVersion, ended.EndedAt));

    // The first start that is ever seen may be one that was long ago: an agent that could not tell starts apart was there before.
    private JournalState StartedUp(ComputerStarted started) => this with
    {
        BootId = started.BootId,
        Open = BootId is null ? Open : [.. Open.Select(execution => execution.IsThere(started.At) ? execution with { SawStartUp = true } : execution)],
    };

    private JournalState Remember(AttemptId id, DateTimeOffset at) =>
        Knows(id) ? this : this with { Known = Known.SetItem(id.ExecutionId, new(id.ExecutionId, id.Attempt, at)) };

    private JournalState ChangeUser(AttemptId id, Func<UserTurn, UserTurn> change) =>
        Change(id, execution => execution with { User = change(execution.User ?? UserTurn.None) });

    private JournalState Change(AttemptId id, Func<Execution, Execution> change) =>
        Open.FindIndex(execution => execution.Id == id) is >= 0 and var index
            ? this with { Open = Open.SetItem(index, change(Open[index])) }
            : this;
}
