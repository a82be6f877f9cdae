using Distribution.Contracts.Rules;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Executions;

namespace Distribution.TaskScheduling.Tests.Simulation;

/// <summary>An instruction that a simulated computer keeps on its disk, and how far it is with it.</summary>
internal sealed class SimulatedWork(Guid execution, int attempt, Instruction instruction, DateTimeOffset transferredAt)
{
    private bool _failed;

    public Guid Execution => execution;

    public int Attempt => attempt;

    public Instruction Instruction => instruction;

    /// <summary>How many actions have ended.</summary>
    public int Action { get; private set; }

    public bool Begun { get; set; }

    /// <summary>It was called off while it was running.</summary>
    public bool Stop { get; set; }

    /// <summary>Until when the computer has said that it waits.</summary>
    public DateTimeOffset? Said { get; set; }

    /// <summary>When its next action may begin, or when it expires; null is never.</summary>
    public DateTimeOffset? BeginsAt(DateTimeOffset now, TimeZoneInfo own)
    {
        var from = new[] { now, transferredAt, instruction.NotBefore ?? DateTimeOffset.MinValue }.Max();
        var limit = TimeSpan.FromSeconds(instruction.Actions[Action].TimeLimitSeconds);
        var begin = WindowRules.NextBegin(instruction.Windows, from, limit, name => name is null ? own : LocalStart.Zone(name)!);
        return !Begun && instruction.ExpiresAt is { } expires && !(begin < expires) ? expires : begin;
    }

    /// <summary>Notes an action's end; with the last one, or one that ends all, comes the state of the whole.</summary>
    public ExecutionState? Ended(ActionOutcome outcome)
    {
        Action++;
        _failed |= outcome != ActionOutcome.Succeeded;
        if (outcome == ActionOutcome.Cancelled)
            return ExecutionState.Cancelled;
        if (Action < instruction.Actions.Count && !(_failed && instruction.StopOnFirstError))
            return null;
        return _failed ? outcome == ActionOutcome.TimedOut ? ExecutionState.TimedOut : ExecutionState.Failed : ExecutionState.Succeeded;
    }
}
