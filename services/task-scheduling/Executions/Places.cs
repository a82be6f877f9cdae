using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.TaskScheduling.Executions;

/// <summary>How many computers may transfer, and how many may be at work at all, at once; null is unlimited (domain 6.2, 6.3).</summary>
public sealed record Limits(int? MostTransfers, int? MostRuns)
{
    /// <summary>Whether it limits anything.</summary>
    public bool AreAny => MostTransfers is not null || MostRuns is not null;

    /// <summary>Those of a task.</summary>
    public static Limits Of(TaskParameters? parameters) => new(parameters?.Installation?.MostSimultaneous, parameters?.Running?.MostSimultaneous);
}

/// <summary>
/// The places that are free, in every scope with limits: a task, an ID group, the whole system. An instruction takes one to transfer
/// and one to run when it goes out; the first is free again when the content is on the computer, the second when the execution has ended
/// or waits. One that waits for a user or a window has no place meanwhile, and may then be one too many: what is on a computer is the computer's.
/// </summary>
internal sealed class Places
{
    /// <summary>The scope of everything.</summary>
    public const string System = "system";

    /// <summary>States that hold a place to transfer.</summary>
    public static IReadOnlyList<ExecutionState> Transferring { get; } =
        [ExecutionState.Dispatched, ExecutionState.Accepted, ExecutionState.Probing, ExecutionState.Transferring];

    /// <summary>States that hold a place to run.</summary>
    public static IReadOnlyList<ExecutionState> AtWork { get; } = [.. Transferring, ExecutionState.Transferred, ExecutionState.Running];

    private readonly Dictionary<string, (int Transfers, int Runs)> _free = [];

    /// <summary>The scope of a task.</summary>
    public static string Task(Guid taskId) => $"task {taskId:D}";

    /// <summary>The scope of an ID group.</summary>
    public static string Group(Guid groupId) => $"group {groupId:D}";

    /// <summary>Makes a scope known with what it holds already; one without limits needs none.</summary>
    public void Open(string scope, Limits limits, int transferring, int atWork) => _free[scope] =
        ((limits.MostTransfers ?? int.MaxValue) - transferring, (limits.MostRuns ?? int.MaxValue) - atWork);

    /// <summary>How many more one scope takes.</summary>
    public int FreeIn(string scope) => _free.TryGetValue(scope, out var free) ? Math.Max(0, Math.Min(free.Transfers, free.Runs)) : int.MaxValue;

    /// <summary>Takes a place in every one of these scopes, or in none.</summary>
    public bool Take(IReadOnlyCollection<string> scopes)
    {
        if (scopes.Any(scope => FreeIn(scope) == 0))
            return false;
        foreach (var scope in scopes.Where(_free.ContainsKey))
            _free[scope] = (_free[scope].Transfers - 1, _free[scope].Runs - 1);
        return true;
    }
}
