using Distribution.Agent.Connections;
using Distribution.Agent.Decisions;
using Distribution.Agent.Journals;
using Distribution.Agent.Protocol;
using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Fleet;

/// <summary>
/// One played computer. It decides and reports by the agent's own code over the agent's own state; only its disk is memory,
/// and what it transfers and runs is a wait.
/// </summary>
internal sealed class SimulatedComputer(Identity identity, FleetOptions options, Figures figures, TimeProvider clock)
{
    private static readonly Dictionary<AttemptId, DateTimeOffset> NeverHeldBack = [];
    private readonly Lock _turn = new();
    private JournalState _state = JournalState.Empty;
    private Func<Report, CancellationToken, Task>? _publish;
    private readonly PlayedInventory? _inventory = options.Software > 0 ? new(options.Software, identity.ComputerId, options.Name) : null;
    private Func<InventoryReported, CancellationToken, Task>? _tell;
    private bool _working;

    public Identity Identity { get; } = identity;

    public SelfPresentation Self { get; } = new(clock);

    /// <summary>Gives it a way to report, and lets it say what it could not say before.</summary>
    public void Connect(Func<Report, CancellationToken, Task> publish, Func<InventoryReported, CancellationToken, Task> tell, CancellationToken ct)
    {
        _publish = publish;
        _tell = tell;
        Wake(ct);
    }

    /// <summary>Says what the computer consists of, where that is not known yet.</summary>
    public async Task TellInventoryAsync(CancellationToken ct)
    {
        if (_inventory?.Next(clock.GetUtcNow()) is { } message)
        {
            await _tell!(message, ct);
            _inventory.Confirm(message);
            figures.Told();
        }
    }

    /// <summary>Takes a message; when this returns, the broker may forget it.</summary>
    public void Receive(Instruction instruction, Trace trace, CancellationToken ct)
    {
        if (instruction is AskInventory)
            _inventory?.AskWhole();
        Decide(state => ReceiveInstruction.Decide(state, instruction, Identity.ComputerId, trace, clock.GetUtcNow()));
        Wake(ct);
    }

    private void Wake(CancellationToken ct)
    {
        lock (_turn)
        {
            if (_working || (_state.Open.IsEmpty && _state.Reports.IsEmpty && _inventory?.HasNews != true))
                return;
            _working = true;
        }

        // Also when the token has ended already: whoever set the mark takes it away again.
        _ = Task.Run(() => WorkAsync(ct), CancellationToken.None);
    }

    private async Task WorkAsync(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                while (await SayAsync(ct) && await StepAsync(ct))
                {
                }

                return;
            }
            catch (Exception) when (!ct.IsCancellationRequested)
            {
                // Perhaps nobody takes reports yet; with a lost connection the token ends this soon.
                await Task.Delay(TimeSpan.FromSeconds(1), clock, CancellationToken.None);
            }
            catch (Exception)
            {
                // The connection has ended: the next one wakes this computer, and it says then what it could not say now.
                lock (_turn)
                    _working = false;
                return;
            }
        }
    }

    private async Task<bool> SayAsync(CancellationToken ct)
    {
        while (_state.Reports is [var report, ..])
        {
            await _publish!(report, ct);
            Decide(_ => [new ReportConfirmed(report.Id)]);
            figures.Reported();
        }

        await TellInventoryAsync(ct);
        return true;
    }

    // The agent's loops in a row: what ends by itself, what is to be transferred, what is to be run.
    private async Task<bool> StepAsync(CancellationToken ct)
    {
        Decide(state => NextEnding.Of(state, clock.GetUtcNow()));
        Decide(state => NextWait.Of(state, clock.GetUtcNow()));
        if (!_state.Reports.IsEmpty)
            return true;
        if (NextTransfer.Of(_state, NeverHeldBack, clock.GetUtcNow()).Execution is { } waiting)
        {
            await TransferAsync(waiting, ct);
            return true;
        }

        switch (NextRun.Of(_state, clock.GetUtcNow()))
        {
            case Finish(var verdict):
                await FinishAsync(verdict, ct);
                return true;
            case Begin(var execution, var action):
                await RunAsync(execution, action, ct);
                return true;
            case Rest { Until: null }:
                lock (_turn)
                {
                    // Decided under the lock: a message that comes now either is seen here or wakes this computer again.
                    return _working = !_state.Reports.IsEmpty
                        || NextTransfer.Of(_state, NeverHeldBack, clock.GetUtcNow()).Execution is not null
                        || NextRun.Of(_state, clock.GetUtcNow()) is not Rest { Until: null };
                }

            case Rest { Until: { } until }:
                await Task.Delay(Earlier(until, NextEnding.NextMoment(_state)) - clock.GetUtcNow() is { Ticks: > 0 } wait ? wait : TimeSpan.FromMilliseconds(1), clock, ct);
                return true;
            default:
                return false;
        }
    }

    private async Task TransferAsync(Execution execution, CancellationToken ct)
    {
        if (!execution.TransferBegun)
            Decide(_ => [new TransferBegun(execution.Id, execution.BytesTotal, clock.GetUtcNow())]);
        await SayAsync(ct);
        await Task.Delay(options.Transfer, clock, ct);
        Decide(_ => [new TransferDone(execution.Id, execution.BytesTotal, clock.GetUtcNow())]);
    }

    private async Task RunAsync(Execution execution, ActionInstruction action, CancellationToken ct)
    {
        var began = clock.GetUtcNow();
        Decide(_ => [new ActionBegun(execution.Id, action.Number, 1, began)]);
        await SayAsync(ct);
        await Task.Delay(options.Action, clock, ct);
        var failed = Random.Shared.NextDouble() < options.FailureRate;
        if (!failed)
            _inventory?.After(action);
        Decide(_ =>
        [
            new ActionEnded(
                execution.Id, action.Number, failed ? ActionOutcome.Failed : ActionOutcome.Succeeded, failed ? 1 : 0, "played by the fleet",
                failed ? "The fleet was told to let some fail." : null, began, clock.GetUtcNow()),
        ]);
    }

    private async Task FinishAsync(ExecutionDone verdict, CancellationToken ct)
    {
        var received = _state.Find(verdict.Id)?.ReceivedAt ?? clock.GetUtcNow();
        Decide(_ => [verdict]);
        await SayAsync(ct);
        figures.Finished(verdict.State == ExecutionState.Succeeded, clock.GetUtcNow() - received);
    }

    private void Decide(Func<JournalState, IEnumerable<JournalRecord>> decide)
    {
        lock (_turn)
            _state = decide(_state).Aggregate(_state, JournalState.Evolve);
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset? other) => other < one ? other.Value : one;
}
