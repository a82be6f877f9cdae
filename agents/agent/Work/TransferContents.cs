using Distribution.Agent.Connections;
using Distribution.Agent.Decisions;
using Distribution.Agent.Journals;
using Distribution.Agent.Transfers;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Work;

/// <summary>Fetches the content of accepted attempts, one at a time, while others run.</summary>
internal sealed class TransferContents(Journal journal, ContentCache cache, Download download, Pace pace, Random random, TimeProvider clock, AgentLog log)
{
    private const int WrongTries = 3;

    private readonly Dictionary<AttemptId, DateTimeOffset> notBefore = [];
    private readonly Dictionary<AttemptId, BackOff> backOffs = [];
    private readonly Dictionary<AttemptId, int> wrong = [];

    public async Task Run(CancellationToken ct)
    {
        while (true)
        {
            var state = journal.State;
            Forget(state);
            var (execution, until) = NextTransfer.Of(state, notBefore, clock.GetUtcNow());
            if (execution is null)
                await journal.WaitForChange(state, Pause.Until(until, clock), ct);
            else
                await Transfer(execution, ct);
        }
    }

    private async Task Transfer(Execution execution, CancellationToken ct)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var fetching = FetchAll(execution, gone.Token);
        var ending = journal.WaitUntil(state => state.Find(execution.Id) is not { CancelRequested: false } now || !(UserConsent.FetchFrom(state, now, clock.GetUtcNow()) <= clock.GetUtcNow()), gone.Token);
        await Task.WhenAny(fetching, ending);
        await gone.CancelAsync();
        try
        {
            await fetching;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Called off, expired or put off in the middle; what was fetched stays in its part.
        }
    }

    private async Task FetchAll(Execution execution, CancellationToken ct)
    {
        foreach (var content in execution.Contents)
        {
            if (!await Fetch(execution, content, ct))
                return;
        }
        Begun(execution);
        journal.Decide(state => state.Find(execution.Id) is { Transferred: false }
            ? [new TransferDone(execution.Id, execution.BytesTotal, clock.GetUtcNow())]
            : []);
    }

    private async Task<bool> Fetch(Execution execution, ContentReference content, CancellationToken ct)
    {
        if (await cache.Holds(content, ct))
            return true;
        var needed = journal.State.Open.SelectMany(open => open.Contents).Select(open => open.Sha256).ToHashSet();
        if (cache.MakeRoom(content, needed) is { } lack)
            return GiveUp(execution, lack);
        if (pace.WaitsUntil(new(cache.PartOf(content.Sha256))) is { } until && until > clock.GetUtcNow())
            return PauseUntil(execution, content, until);
        var (end, reason) = await download.Into(cache.PartOf(content.Sha256), content, ct, () => Begun(execution));
        if (end == DownloadEnd.Complete && await cache.Accept(content, ct))
            return true;
        if (end == DownloadEnd.Paused)
            return PauseUntil(execution, content, pace.WaitsUntil(new(cache.PartOf(content.Sha256))) ?? clock.GetUtcNow());
        if (end == DownloadEnd.Interrupted)
            return TryLater(execution, content, reason);
        if (end == DownloadEnd.Complete)
        {
            download.Distrust(content);
            reason = $"The content of {content.FileName} has another SHA-256 than {content.Sha256}.";
        }
        wrong[execution.Id] = wrong.GetValueOrDefault(execution.Id) + 1;
        return wrong[execution.Id] < WrongTries ? TryLater(execution, content, reason) : GiveUp(execution, $"{reason} Tried {WrongTries} times.");
    }

    private bool PauseUntil(Execution execution, ContentReference content, DateTimeOffset until)
    {
        notBefore[execution.Id] = until;
        log.Write($"{content.FileName}: a piece is here, the next one is fetched from {until:u}.");
        return false;
    }

    private bool TryLater(Execution execution, ContentReference content, string reason)
    {
        if (!backOffs.TryGetValue(execution.Id, out var backOff))
            backOffs[execution.Id] = backOff = new(random);
        journal.Decide(state => Lacking(state, execution.Id, reason));
        var wait = backOff.Next();
        notBefore[execution.Id] = clock.GetUtcNow() + wait;
        log.Write($"{content.FileName} is not fetched yet, next try in {wait.TotalSeconds:0.0} s: {reason}");
        return false;
    }

    private bool GiveUp(Execution execution, string reason)
    {
        log.Write($"{execution.Instruction.TaskName} failed: {reason}");
        journal.Decide(state => state.Find(execution.Id) is { Running: null }
            ? [.. Lacking(state, execution.Id, reason), new ExecutionDone(execution.Id, ExecutionState.Failed, reason, clock.GetUtcNow(), ErrorClass.Transfer)]
            : []);
        return false;
    }

    // Told when somebody sends it, not before: until then the computer only tries.
    private void Begun(Execution execution) => journal.Decide(state => state.Find(execution.Id) is { TransferBegun: false }
        ? [new TransferBegun(execution.Id, execution.BytesTotal, clock.GetUtcNow())]
        : []);

    private IEnumerable<JournalRecord> Lacking(JournalState state, AttemptId id, string reason) => state.Find(id) switch
    {
        { TransferBegun: false, Probe: null } => [new ProbeBegun(id, clock.GetUtcNow()), new ProbeEnded(id, reason, clock.GetUtcNow())],
        { TransferBegun: false, Probe.Lack: var told } when told != reason => [new ProbeEnded(id, reason, clock.GetUtcNow())],
        _ => [],
    };

    private void Forget(JournalState state)
    {
        foreach (var id in notBefore.Keys.Concat(wrong.Keys).Where(id => state.Find(id) is null or { Transferred: true }).ToList())
        {
            backOffs.Remove(id);
            wrong.Remove(id);
            notBefore.Remove(id);
        }
    }
}
