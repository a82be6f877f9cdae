using System.Diagnostics;
using Distribution.Agent.Journals;
using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Actions;

/// <summary>Programs that must not be running when an action begins.</summary>
internal static class Blocking
{
    /// <summary>Which of them run now, by the names that the package gives them.</summary>
    public static IReadOnlyList<string> Running(BlockingProcesses? wanted)
    {
        if (wanted is not { Names.Count: > 0 })
            return [];
        var running = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var process in Process.GetProcesses())
        {
            using (process)
                running.Add(NameOf(process));
        }
        return [.. wanted.Names.Where(name => running.Contains(Plain(name)))];
    }

    /// <summary>What the action waits for at this moment, and does not begin; empty when it may begin, or must fail.</summary>
    public static IReadOnlyList<string> WaitsFor(Execution execution, ActionInstruction action, DateTimeOffset now) =>
        action.Settings?.BlockingProcesses is { } wanted && !Fails(execution, wanted, now) && !IsAllowed(execution, wanted) ? Running(wanted) : [];

    /// <summary>Why the action cannot begin, or null.</summary>
    public static string? Fault(Execution execution, ActionInstruction action, DateTimeOffset now)
    {
        if (action.Settings?.BlockingProcesses is not { } wanted || !Fails(execution, wanted, now) || IsAllowed(execution, wanted) || Running(wanted) is not { Count: > 0 } running)
            return null;
        var names = string.Join(", ", running);
        return wanted.Then == WhenBlocked.Fail ? $"Not begun while these run: {names}." : $"Not begun: after {wanted.WaitMinutes} minutes these still run: {names}.";
    }

    // Counted from when the server was told of the wait, which is in the journal: starting the agent again does not begin anew.
    private static bool Fails(Execution execution, BlockingProcesses wanted, DateTimeOffset now) => wanted.Then == WhenBlocked.Fail
        || (wanted.WaitMinutes is { } minutes && execution.Wait is { For: WaitingFor.User } wait && wait.At.AddMinutes(minutes) <= now);

    private static bool IsAllowed(Execution execution, BlockingProcesses wanted) => wanted.Then == WhenBlocked.Ask && execution.User?.Agreed == true;

    private static string Plain(string name) => name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;

    private static string NameOf(Process process)
    {
        try
        {
            return process.ProcessName;
        }
        catch (InvalidOperationException)
        {
            // It ended while the list was read.
            return "";
        }
    }
}
