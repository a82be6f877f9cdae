using System.ComponentModel;
using System.Diagnostics;
using Distribution.Agent.Actions;
using Distribution.Agent.Software;
using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.Rules;
using Distribution.Contracts.TaskScheduling.V1;
using Microsoft.Win32;

namespace Distribution.Agent.Work;

/// <summary>Restarts of the computer: which one this is, whether an action is followed by one, and asking for it.</summary>
/// <param name="bootId">Another one after every start of the computer.</param>
/// <param name="ask">Asks the system for one after so many seconds; false when it refuses.</param>
internal sealed class Restart(string bootId, Func<int, bool> ask)
{
    private const int UsualCountdown = 60;
    private const string Message = "Software was installed; the computer restarts to complete it.";

    private bool isAsked;

    public string BootId => bootId;

    /// <param name="root">A folder that stands for the whole system: its boot id is read there, and asking leaves a file.</param>
    public static Restart Of(string? root) => root is not null
        ? new(ReadLine(Path.Combine(root, "proc/sys/kernel/random/boot_id")), seconds => LeaveNote(Path.Combine(root, "restart-asked"), seconds))
        : new(ReadBootId(), seconds => OperatingSystem.IsWindows() ? Run("shutdown", "/r", "/t", $"{seconds}", "/c", Message) : Run("shutdown", "-r", $"+{(seconds + 59) / 60}", Message));

    /// <summary>Whether the computer restarts after an action: when the installer does that itself, or when the package wants it.</summary>
    public static bool Follows(ActionInstruction action, Verdict verdict) => verdict.Outcome == ActionOutcome.Succeeded
        && (verdict.Meaning == ExitMeaning.Restarting
            || action.Settings?.Restart == RestartBehaviour.Always
            || (action.Settings?.Restart == RestartBehaviour.WhenNeeded && verdict.Meaning == ExitMeaning.RestartNeeded));

    /// <summary>Asks once in the life of this process; a refusal is asked again next time. The system shows the countdown, of whole minutes outside Windows.</summary>
    public void Ask(UserParameters? user, AgentLog log)
    {
        if (isAsked)
            return;
        var seconds = user?.CountdownSeconds ?? UsualCountdown;
        isAsked = ask(seconds);
        log.Write(isAsked
            ? $"The computer is asked to restart in {seconds} s; what is left of the task goes on afterwards."
            : "The computer refuses to restart; asking again later.");
    }

    private static string ReadBootId() =>
        OperatingSystem.IsWindows()
            ? $"{Registry.GetValue(@"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters", "BootId", 0)}"
            : OperatingSystem.IsMacOS() ? Query.Ask("sysctl", ["-n", "kern.bootsessionuuid"], CancellationToken.None).GetAwaiter().GetResult().Trim()
            : ReadLine("/proc/sys/kernel/random/boot_id");

    private static string ReadLine(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : "";

    private static bool LeaveNote(string path, int seconds)
    {
        File.WriteAllText(path, $"{seconds} {Message}");
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
