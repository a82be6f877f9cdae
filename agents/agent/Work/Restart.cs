using System.ComponentModel;
using System.Diagnostics;
using Distribution.Agent.Actions;
using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.Rules;
using Distribution.Contracts.TaskScheduling.V1;
using Microsoft.Win32;

namespace Distribution.Agent.Work;

/// <summary>Restarts of the computer: which one this is, whether an action is followed by one, and asking for it.</summary>
/// <param name="bootId">Another one after every start of the computer.</param>
/// <param name="ask">Asks the system; false when it refuses.</param>
internal sealed class Restart(string bootId, Func<bool> ask)
{
    private const string Message = "Software was installed; the computer restarts in a minute to complete it.";

    private bool isAsked;

    public string BootId => bootId;

    /// <param name="root">A folder that stands for the whole system: its boot id is read there, and asking leaves a file.</param>
    public static Restart Of(string? root) => root is not null
        ? new(ReadLine(Path.Combine(root, "proc/sys/kernel/random/boot_id")), () => LeaveNote(Path.Combine(root, "restart-asked")))
        : new(ReadBootId(), () => OperatingSystem.IsWindows() ? Run("shutdown", "/r", "/t", "60", "/c", Message) : Run("shutdown", "-r", "+1", Message));

    /// <summary>Whether the computer restarts after an action: when the installer does that itself, or when the package wants it.</summary>
    public static bool Follows(ActionInstruction action, Verdict verdict) => verdict.Outcome == ActionOutcome.Succeeded
        && (verdict.Meaning == ExitMeaning.Restarting
            || action.Settings?.Restart == RestartBehaviour.Always
            || (action.Settings?.Restart == RestartBehaviour.WhenNeeded && verdict.Meaning == ExitMeaning.RestartNeeded));

    /// <summary>Asks once in the life of this process; a refusal is asked again next time.</summary>
    public void Ask(AgentLog log)
    {
        if (isAsked)
            return;
        isAsked = ask();
        log.Write(isAsked ? "The computer is asked to restart; what is left of the task goes on afterwards." : "The computer refuses to restart; asking again later.");
    }

    private static string ReadBootId() =>
        OperatingSystem.IsWindows()
            ? $"{Registry.GetValue(@"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters", "BootId", 0)}"
            : ReadLine("/proc/sys/kernel/random/boot_id");

    private static string ReadLine(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : "";

    private static bool LeaveNote(string path)
    {
        File.WriteAllText(path, Message);
        return true;
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(program, arguments);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
