using Distribution.Agent.Sessions;
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
    public static string? Fault(ActionInstruction action, RunningParameters? parameters) =>
        LacksSession(action, parameters) ? "It runs as the session's user only, and nobody is logged on; nothing was run." : null;

    /// <summary>Whether the action waits until somebody logs on (domain, section 10).</summary>
    public static bool WaitsForSession(ActionInstruction action, RunningParameters? parameters) =>
        parameters?.WithoutSession != WithoutSession.Fail && LacksSession(action, parameters);

    private static bool LacksSession(ActionInstruction action, RunningParameters? parameters) =>
        OperatingSystem.IsWindows() && WantsSession(action, parameters) && !WindowsSession.HasUser;

    public static bool WantsSession(ActionInstruction action, RunningParameters? parameters) =>
        (action.Settings?.RunAs ?? parameters?.RunAs) == RunAs.SessionUser;
}
