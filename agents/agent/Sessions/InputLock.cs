using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Distribution.Agent.Sessions;

/// <summary>
/// Mouse and keyboard of a Windows computer, locked while an action runs (domain 6.3). A process in the session holds the lock, and Windows
/// releases it when that process ends, however it ends; and it ends by itself with the agent, after its limit, or when it is told to.
/// </summary>
internal static class InputLock
{
    /// <summary>The verb of the process that holds it.</summary>
    public const string Verb = "hold-input";

    private static readonly TimeSpan glance = TimeSpan.FromMilliseconds(250);

    /// <summary>Locks.</summary>
    /// <returns>What holds it, to be disposed of; or why there is none, which never stops the action.</returns>
    [SupportedOSPlatform("windows")]
    public static (IDisposable? Lock, string? Note) Take(string program, string folder, int limitSeconds)
    {
        var file = Path.Combine(folder, "input-locked");
        File.WriteAllText(file, "");
        try
        {
            string[] command = [program, Verb, $"{Environment.ProcessId}", file, $"{limitSeconds}"];
            return (new Held(WindowsSession.StartAsSelf(command, folder), file), null);
        }
        catch (Exception problem) when (problem is InvalidOperationException or Win32Exception or ArgumentException)
        {
            File.Delete(file);
            return (null, $"Mouse and keyboard were not locked: {problem.Message}");
        }
    }

    /// <summary>Holds it until the file is gone, the agent has ended, or the limit is over.</summary>
    public static async Task<int> Hold(string[] words)
    {
        if (!OperatingSystem.IsWindows() || words is not [var agent, var file, var seconds]
            || !int.TryParse(agent, CultureInfo.InvariantCulture, out var id) || !int.TryParse(seconds, CultureInfo.InvariantCulture, out var limit))
            return 64;
        var holding = Stopwatch.StartNew();
        _ = BlockInput(true);
        while (holding.Elapsed < TimeSpan.FromSeconds(limit) && File.Exists(file) && IsAlive(id))
            await Task.Delay(glance);
        _ = BlockInput(false);
        return 0;
    }

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }

    [DllImport("user32"), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool BlockInput(bool locked);

    private sealed class Held(Process holder, string file) : IDisposable
    {
        public void Dispose()
        {
            File.Delete(file);
            holder.Dispose();
        }
    }
}
