using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Distribution.Agent.Processes;

/// <summary>Windows' own grouping of processes: whatever a member starts is a member, and the group lives on when its supervisor is gone.</summary>
[SupportedOSPlatform("windows")]
internal static class WindowsJob
{
    private const int ProcessIdList = 3;
    private const uint MayTerminate = 8;
    private const int MostProcesses = 4096;

    // Held for as long as this process lives, and closed with it.
    private static nint own;

    /// <summary>Makes this process the first member of a job; where the system refuses, process trees are ended by parentage.</summary>
    public static void Create(string mark)
    {
        var job = CreateJobObject(0, NameOf(mark));
        own = job != 0 && AssignProcessToJobObject(job, GetCurrentProcess()) ? job : 0;
    }

    /// <summary>Ends every other member, those too that are started meanwhile.</summary>
    /// <returns>False when there is no job.</returns>
    public static async Task<bool> EndOthers()
    {
        if (own == 0)
            return false;
        for (var round = 0; round < 200 && Others() is { Count: > 0 } others; round++)
        {
            foreach (var id in others)
                End(id);
            await Task.Delay(25);
        }
        return true;
    }

    /// <summary>Ends what the job of a dead supervisor still holds.</summary>
    public static void Terminate(string mark)
    {
        var job = OpenJobObject(MayTerminate, false, NameOf(mark));
        if (job == 0)
            return;
        _ = TerminateJobObject(job, 1);
        _ = CloseHandle(job);
    }

    private static string NameOf(string mark) => $"DistributionAgent-{mark}";

    private static List<int> Others()
    {
        var size = 8 + (MostProcesses * nint.Size);
        var buffer = Marshal.AllocHGlobal(size);
        try
        {
            if (!QueryInformationJobObject(own, ProcessIdList, buffer, (uint)size, 0))
                return [];
            var count = Marshal.ReadInt32(buffer, 4);
            return [.. Enumerable.Range(0, count).Select(n => (int)Marshal.ReadIntPtr(buffer, 8 + (n * nint.Size))).Where(id => id != Environment.ProcessId)];
        }
        finally
        {
            Marshal.FreeHGlobal(buffer);
        }
    }

    private static void End(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It ended by itself.
        }
    }

    [DllImport("kernel32", EntryPoint = "CreateJobObjectW", CharSet = CharSet.Unicode), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint CreateJobObject(nint attributes, string name);

    [DllImport("kernel32", EntryPoint = "OpenJobObjectW", CharSet = CharSet.Unicode), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint OpenJobObject(uint access, bool inherit, string name);

    [DllImport("kernel32"), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool AssignProcessToJobObject(nint job, nint process);

    [DllImport("kernel32"), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool QueryInformationJobObject(nint job, int kind, nint buffer, uint size, nint returned);

    [DllImport("kernel32"), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool TerminateJobObject(nint job, uint exitCode);

    [DllImport("kernel32"), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint GetCurrentProcess();

    [DllImport("kernel32"), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool CloseHandle(nint handle);
}
