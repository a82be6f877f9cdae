using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Distribution.Agent.Service;

/// <summary>The conversation with Windows' service control manager, which starts, asks and ends a service.</summary>
[SupportedOSPlatform("windows")]
internal static class WindowsService
{
    private const uint OwnProcess = 0x10;
    private const uint AcceptsItsEnds = 0x1 | 0x4 | 0x100;
    private const uint Stop = 1;
    private const uint Shutdown = 5;
    private const uint BeforeShutdown = 15;
    private const uint MayConnect = 1;
    private const uint MayChange = 2;
    private const uint TimeBeforeShutdown = 7;
    private const uint Stopped = 1;
    private const uint Running = 4;
    private const uint StopPending = 3;

    // Held for as long as the process lives: Windows calls them whenever it likes.
    private static readonly ServiceMain begin = Begin;
    private static readonly ServiceControl control = Control;
    private static readonly CancellationTokenSource stop = new();

    private static Func<CancellationToken, Task<int>>? work;
    private static nint handle;
    private static int code;

    [UnmanagedFunctionPointer(CallingConvention.StdCall)]
    private delegate void ServiceMain(int count, nint arguments);

    [UnmanagedFunctionPointer(CallingConvention.StdCall)]
    private delegate uint ServiceControl(uint what, uint kind, nint data, nint context);

    /// <summary>Runs until the manager ends the service.</summary>
    /// <exception cref="InvalidOperationException">No manager started this process.</exception>
    public static int Run(Func<CancellationToken, Task<int>> service)
    {
        work = service;
        var name = Marshal.StringToHGlobalUni(ServicePlan.Name);
        var table = new[] { new Entry { Name = name, Begin = Marshal.GetFunctionPointerForDelegate(begin) }, default };
        return StartServiceCtrlDispatcher(table)
            ? code
            : throw new InvalidOperationException($"This process was not started by the service control manager (error {Marshal.GetLastPInvokeError()}).");
    }

    private static void Begin(int count, nint arguments)
    {
        handle = RegisterServiceCtrlHandlerEx(ServicePlan.Name, control, 0);
        Say(Running);
        HoldUpShutdown();
        try
        {
            code = work!(stop.Token).GetAwaiter().GetResult();
        }
        catch (Exception)
        {
            code = 1;
        }
        Say(Stopped);
    }

    // Windows waits for ten seconds by itself; for longer only as long as a service has not ended.
    private static void HoldUpShutdown()
    {
        var manager = OpenSCManager(null, null, MayConnect);
        var service = manager == 0 ? 0 : OpenService(manager, ServicePlan.Name, MayChange);
        var milliseconds = (uint)TimeSpan.FromMinutes(30).TotalMilliseconds;
        if (service != 0)
        {
            _ = ChangeServiceConfig2(service, TimeBeforeShutdown, ref milliseconds);
            _ = CloseServiceHandle(service);
        }
        if (manager != 0)
            _ = CloseServiceHandle(manager);
    }

    private static uint Control(uint what, uint kind, nint data, nint context)
    {
        if (what == BeforeShutdown)
            GoingDown.Tell();
        if (what is Stop or Shutdown or BeforeShutdown)
        {
            Say(StopPending);
            stop.Cancel();
        }
        return 0;
    }

    // A service that ends with an error of its own is started again by the manager; one that was asked to end is not.
    private static void Say(uint state)
    {
        var status = new Status
        {
            Kind = OwnProcess, State = state, Accepted = state == Running ? AcceptsItsEnds : 0, WaitHint = state == StopPending ? 30_000u : 0,
            ExitCode = state == Stopped && code != 0 ? 1066u : 0, OwnExitCode = state == Stopped ? (uint)code : 0,
        };
        _ = SetServiceStatus(handle, ref status);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public nint Name;
        public nint Begin;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Status
    {
        public uint Kind;
        public uint State;
        public uint Accepted;
        public uint ExitCode;
        public uint OwnExitCode;
        public uint CheckPoint;
        public uint WaitHint;
    }

    [DllImport("advapi32", EntryPoint = "StartServiceCtrlDispatcherW", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool StartServiceCtrlDispatcher([In] Entry[] table);

    [DllImport("advapi32", EntryPoint = "RegisterServiceCtrlHandlerExW", CharSet = CharSet.Unicode), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint RegisterServiceCtrlHandlerEx(string name, ServiceControl control, nint context);

    [DllImport("advapi32", EntryPoint = "OpenSCManagerW", CharSet = CharSet.Unicode), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint OpenSCManager(string? machine, string? database, uint access);

    [DllImport("advapi32", EntryPoint = "OpenServiceW", CharSet = CharSet.Unicode), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint OpenService(nint manager, string name, uint access);

    [DllImport("advapi32", EntryPoint = "ChangeServiceConfig2W"), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool ChangeServiceConfig2(nint service, uint level, ref uint value);

    [DllImport("advapi32"), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool CloseServiceHandle(nint handle);

    [DllImport("advapi32"), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool SetServiceStatus(nint handle, ref Status status);
}
