using Distribution.Contracts.Rules;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Actions;

/// <summary>How one run of an action ended.</summary>
/// <param name="Meaning">What the exit code says; null when there was none.</param>
internal sealed record Verdict(
    ActionOutcome Outcome, int? ExitCode, string OutputTail, string? Reason, DateTimeOffset StartedAt, DateTimeOffset EndedAt, ExitMeaning? Meaning = null)
{
    /// <summary>Which class of error it was, as far as that decides about another attempt; null when there is none to tell.</summary>
    public ErrorClass? Error => this switch
    {
        { Outcome: ActionOutcome.TimedOut } => ErrorClass.TimedOut,
        { Outcome: not ActionOutcome.Failed } => null,
        { Meaning: ExitMeaning.RetryLater } => ErrorClass.RetryLater,
        { ExitCode: not null } => ErrorClass.BadExitCode,
        _ => ErrorClass.NotStarted,
    };

    /// <summary>The same verdict with more to read at the end of what was printed.</summary>
    public Verdict With(IEnumerable<string> notes) => notes.Aggregate(
        this, (verdict, note) => verdict with { OutputTail = Processes.OutputTail.Bounded(verdict.OutputTail.Length == 0 ? note : $"{verdict.OutputTail.TrimEnd('\n')}\n{note}") });
}
