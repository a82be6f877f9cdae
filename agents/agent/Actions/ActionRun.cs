using System.Collections.Immutable;
using Distribution.Agent.Journals;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Actions;

/// <summary>One run of one action, with what it is judged by.</summary>
/// <param name="Packages">What this platform installed here.</param>
internal sealed record ActionRun(
    Execution Execution, ActionInstruction Action, Steps Steps, ImmutableDictionary<Guid, InstalledPackage> Packages, DateTimeOffset StartedAt)
{
    public TaskParameters? Parameters => Execution.Instruction.Parameters;

    /// <summary>An end without an exit code.</summary>
    public Verdict Ended(ActionOutcome outcome, string? reason, TimeProvider clock) => new(outcome, null, "", reason, StartedAt, clock.GetUtcNow());
}
