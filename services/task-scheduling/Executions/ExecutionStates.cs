using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.TaskScheduling.Executions;

/// <summary>What the order of the states says; Probing stands behind the final ones in the contract's own.</summary>
public static class ExecutionStates
{
    /// <summary>The final states.</summary>
    public static bool IsFinal(this ExecutionState state) => state is >= ExecutionState.Succeeded and <= ExecutionState.Removed;

    /// <summary>How far an attempt has come on the computer; a report never takes it back.</summary>
    public static int Rank(this ExecutionState state) => state switch
    {
        ExecutionState.Accepted => 1,
        ExecutionState.Probing => 2,
        ExecutionState.Transferring => 3,
        ExecutionState.Transferred => 4,
        ExecutionState.Running => 5,
        _ => 0,
    };
}
