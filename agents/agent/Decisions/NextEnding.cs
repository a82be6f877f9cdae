using Distribution.Agent.Journals;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Decisions;

/// <summary>Attempts that end without an action: called off, expired, overtaken by a newer attempt, or lost with a damaged journal.</summary>
internal static class NextEnding
{
    public static IEnumerable<ExecutionDone> Of(JournalState state, DateTimeOffset now) =>
        state.Open.Select(execution => Of(state, execution, now)).OfType<ExecutionDone>();

    /// <summary>The next moment at which a waiting attempt expires, or null.</summary>
    public static DateTimeOffset? NextMoment(JournalState state) => state.Open
        .Where(execution => !execution.HasBegun)
        .Min(execution => execution.Instruction.ExpiresAt);

    public static ExecutionDone Cancelled(Execution execution, DateTimeOffset now) =>
        new(execution.Id, ExecutionState.Cancelled, "The task was cancelled.", now);

    private static ExecutionDone? Of(JournalState state, Execution execution, DateTimeOffset now) => execution switch
    {
        { Damaged: true } => new(execution.Id, ExecutionState.Failed, "This computer's journal was damaged; what was under way is not known.", now),
        { Running: not null } => null,
        // With nothing left to begin, the result stands; it is about to be written.
        { NextAction: null } => null,
        { CancelRequested: true } => Cancelled(execution, now),
        _ when state.Known[execution.Id.ExecutionId].Attempt > execution.Id.Attempt =>
            new(execution.Id, ExecutionState.Cancelled, "A newer attempt at the same task arrived.", now),
        { HasBegun: false } when execution.Instruction.ExpiresAt <= now =>
            new(execution.Id, ExecutionState.Expired, $"Not begun by {execution.Instruction.ExpiresAt:u}.", now),
        _ => null,
    };
}
