using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Actions;

/// <summary>What only Windows can do is told on other computers, and is never an error (domain, section 10).</summary>
internal static class NotApplicable
{
    public static IEnumerable<string> Notes(ActionInstruction action, RunningParameters? parameters)
    {
        if (OperatingSystem.IsWindows())
            yield break;
        if (WantsSession(action, parameters))
            yield return "Running as the session's user: not applicable on this computer.";
        if (parameters?.DisableUac == true)
            yield return "Disabling UAC: not applicable on this computer.";
        if (parameters?.LockInput == true)
            yield return "Locking mouse and keyboard: not applicable on this computer.";
    }

    /// <summary>Why the action cannot be run as it must be, or null.</summary>
    public static string? Fault(ActionInstruction action, RunningParameters? parameters) => OperatingSystem.IsWindows() && WantsSession(action, parameters)
        ? "This agent cannot run anything as the session's user yet; nothing was run."
        : null;

    private static bool WantsSession(ActionInstruction action, RunningParameters? parameters) =>
        (action.Settings?.RunAs ?? parameters?.RunAs) == RunAs.SessionUser;
}
