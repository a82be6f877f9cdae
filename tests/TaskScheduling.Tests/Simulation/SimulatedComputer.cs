using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Executions;

namespace Distribution.TaskScheduling.Tests.Simulation;

/// <summary>A computer on the simulated clock: it keeps what it took, runs one action at a time, and fails at random.</summary>
internal sealed class SimulatedComputer
{
    private readonly SimulatedYear _world;
    private readonly Random _chance;
    private readonly double _fails;
    private readonly List<SimulatedWork> _work = [];
    private readonly Dictionary<Guid, int> _known = [];
    private bool _busy;
    private DateTimeOffset? _looksAt;

    public SimulatedComputer(SimulatedYear world, Guid id, TimeZoneInfo zone, Random chance)
    {
        (_world, Id, Zone, _chance) = (world, id, zone, chance);
        Line = new(world, id, chance) { Take = Take, Look = Look };
        // One in twenty does not work well.
        _fails = chance.NextDouble() < 0.05 ? 0.5 : 0.002;
    }

    public Guid Id { get; }

    public TimeZoneInfo Zone { get; }

    public SimulatedLine Line { get; }

    public List<SimulatedGroup> Groups { get; } = [];

    public bool Removed { get; private set; }

    public void Leave()
    {
        Removed = true;
        Line.End();
    }

    private void Take(object message)
    {
        var (execution, attempt) = SimulatedLine.Whose(message);
        var knows = _known.TryGetValue(execution, out var known) && known >= attempt;
        _known[execution] = Math.Max(known, attempt);
        var open = _work.Find(work => work.Execution == execution && work.Attempt == attempt);
        switch (message)
        {
            case Instructed when knows:
                break;
            case Instructed { Instruction.ExpiresAt: { } expires } when expires <= _world.Now:
                Line.Say(execution, new InstructionRefused(execution, attempt, RefusalReason.Expired, "Too late.", _world.Now));
                break;
            case Instructed { Instruction: var instruction }:
                // A newer attempt takes the place of one that has not begun.
                _work.RemoveAll(work => work.Execution == execution && !work.Begun);
                _work.Add(new(execution, attempt, instruction, _world.Now.AddMinutes(_chance.Next(1, 60))));
                Line.Say(execution, new InstructionAccepted(execution, attempt, _world.Now));
                break;
            case var _ when open is null && !knows:
                Line.Say(execution, new InstructionRefused(execution, attempt, RefusalReason.Cancelled, "It never came.", _world.Now));
                break;
            case var _ when open is { Begun: false }:
                End(open, ExecutionState.Cancelled);
                break;
            case not ExecutionCancelRequested { LetFinish: true } when open is not null:
                open.Stop = true;
                break;
        }
    }

    // Begins what may begin; otherwise looks again when something may.
    private void Look()
    {
        if (_busy || Removed)
            return;
        foreach (var late in _work.Where(work => !work.Begun && work.Instruction.ExpiresAt <= _world.Now).ToList())
            End(late, ExecutionState.Expired);
        foreach (var stopped in _work.Where(work => work.Stop).ToList())
            End(stopped, ExecutionState.Cancelled);
        var next = _work.Select(work => (Work: work, At: work.BeginsAt(_world.Now, Zone))).Where(pair => pair.At is not null)
            .OrderByDescending(pair => pair.Work.Begun).ThenBy(pair => pair.At).FirstOrDefault();
        if (next.Work is null)
            return;
        if (next.At <= _world.Now)
            Begin(next.Work);
        else
            Wait(next.Work, next.At!.Value);
    }

    private void Wait(SimulatedWork work, DateTimeOffset until)
    {
        if (work.Said != until)
            Line.Say(work.Execution, new ExecutionWaiting(work.Execution, work.Attempt, WaitingFor.Window, until, _world.Now));
        work.Said = until;
        if (_looksAt > _world.Now && _looksAt <= until)
            return;
        _looksAt = until;
        _world.At(until, Look);
    }

    private void Begin(SimulatedWork work)
    {
        var (action, began) = (work.Instruction.Actions[work.Action], _world.Now);
        _world.Laws.OfRuns.Began(began, this, work, action);
        if (!work.Begun)
            Line.Say(work.Execution, new TransferFinished(work.Execution, work.Attempt, 1_000, began));
        (work.Begun, _busy) = (true, true);
        Line.Say(work.Execution, new ActionStarted(work.Execution, work.Attempt, action.Number, began));
        var hangs = _chance.NextDouble() < _fails / 3;
        _world.At(began.AddSeconds(hangs ? action.TimeLimitSeconds : _chance.Next(1, action.TimeLimitSeconds)), () => Finish(work, action, began, hangs));
    }

    private void Finish(SimulatedWork work, InstructedAction action, DateTimeOffset began, bool hung)
    {
        _busy = false;
        _world.Laws.OfRuns.Ended(this);
        if (Removed)
            return;
        var outcome = work.Stop ? ActionOutcome.Cancelled : hung ? ActionOutcome.TimedOut
            : _chance.NextDouble() < _fails ? ActionOutcome.Failed : ActionOutcome.Succeeded;
        Line.Say(work.Execution, new ActionFinished(work.Execution, work.Attempt, action.Number, outcome, 0, "", null, began, _world.Now));
        if (work.Ended(outcome) is { } state)
            End(work, state);
        Look();
    }

    private void End(SimulatedWork work, ExecutionState state)
    {
        _work.Remove(work);
        Line.Say(work.Execution, new ExecutionFinished(
            work.Execution, work.Attempt, state, state == ExecutionState.Succeeded ? null : "So it happened.", _world.Now));
    }
}
