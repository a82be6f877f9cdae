using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Distribution.Agent.Sessions;

/// <summary>The session in front of a Windows computer: who sits there, and programs that run in it.</summary>
[SupportedOSPlatform("windows")]
internal static class WindowsSession
{
    private const uint NoSession = uint.MaxValue;
    private const uint MaximumAllowed = 0x02000000;
    private const int SecurityImpersonation = 2;
    private const int PrimaryToken = 1;
    private const int TokenSessionId = 12;
    private const uint UnicodeEnvironment = 0x400;
    private const uint NoWindow = 0x08000000;

    /// <summary>Whether somebody is logged on at the console.</summary>
    public static bool HasUser
    {
        get
        {
            if (UserToken() is not { } token)
                return false;
            _ = CloseHandle(token);
            return true;
        }
    }

    /// <summary>Starts a program as the user of the session, with his environment.</summary>
    /// <exception cref="InvalidOperationException">Nobody is logged on, or Windows refuses.</exception>
    public static Process StartAsUser(IReadOnlyList<string> command, string folder) =>
        Start(UserToken() ?? throw new InvalidOperationException("Nobody is logged on."), command, folder);

    /// <summary>Starts a program of the agent's own account in the session, where alone keyboard and mouse can be reached.</summary>
    /// <exception cref="InvalidOperationException">There is no session, or Windows refuses.</exception>
    public static Process StartAsSelf(IReadOnlyList<string> command, string folder)
    {
        var session = WTSGetActiveConsoleSessionId();
        if (session == NoSession || !OpenProcessToken(GetCurrentProcess(), MaximumAllowed, out var own))
            throw Refused("There is no session");
        var copied = DuplicateTokenEx(own, MaximumAllowed, 0, SecurityImpersonation, PrimaryToken, out var token);
        _ = CloseHandle(own);
        if (!copied || !SetTokenInformation(token, TokenSessionId, ref session, sizeof(uint)))
            throw Refused("The session cannot be entered");
        return Start(token, command, folder);
    }

    private static nint? UserToken()
    {
        var session = WTSGetActiveConsoleSessionId();
        return session != NoSession && WTSQueryUserToken(session, out var token) ? token : null;
    }

    private static Process Start(nint token, IReadOnlyList<string> command, string folder)
    {
        var hasEnvironment = CreateEnvironmentBlock(out var environment, token, false);
        var startup = new StartupInfo { Size = Marshal.SizeOf<StartupInfo>(), Desktop = @"winsta0\default" };
        try
        {
            var line = string.Join(' ', command.Select(word => $"\"{word}\""));
            if (!CreateProcessAsUser(token, null, line, 0, 0, false, UnicodeEnvironment | NoWindow, hasEnvironment ? environment : 0, folder, ref startup, out var started))
                throw Refused("The program cannot be started in the session");
            var process = Process.GetProcessById(started.ProcessId);
            // Opened before ours is closed, so that the process can be waited for even when it has ended.
            _ = process.SafeHandle;
            _ = CloseHandle(started.Thread);
            _ = CloseHandle(started.Process);
            return process;
        }
        finally
        {
            if (hasEnvironment)
                _ = DestroyEnvironmentBlock(environment);
            _ = CloseHandle(token);
        }
    }

    private static InvalidOperationException Refused(string what) => new($"{what} (error {Marshal.GetLastPInvokeError()}).");

    [StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)]
    private struct StartupInfo
    {
        public int Size;
        public string? Reserved;
        public string? Desktop;
        public string? Title;
        public int X, Y, Width, Height, ColumnsOfText, RowsOfText, Fill, Flags;
        public short ShowWindow, MoreSize;
        public nint More, Input, Output, Error;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Started
    {
        public nint Process, Thread;
        public int ProcessId, ThreadId;
    }

    [DllImport("kernel32"), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern uint WTSGetActiveConsoleSessionId();

    [DllImport("wtsapi32", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool WTSQueryUserToken(uint session, out nint token);

    [DllImport("kernel32"), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint GetCurrentProcess();

    [DllImport("kernel32"), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool CloseHandle(nint handle);

    [DllImport("advapi32", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool OpenProcessToken(nint process, uint access, out nint token);

    [DllImport("advapi32", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool DuplicateTokenEx(nint token, uint access, nint attributes, int level, int kind, out nint copy);

    [DllImport("advapi32", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool SetTokenInformation(nint token, int what, ref uint value, int size);

    [DllImport("userenv", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool CreateEnvironmentBlock(out nint environment, nint token, bool inherit);

    [DllImport("userenv"), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool DestroyEnvironmentBlock(nint environment);

    [DllImport("advapi32", EntryPoint = "CreateProcessAsUserW", CharSet = CharSet.Unicode, SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool CreateProcessAsUser(
        nint token, string? program, string commandLine, nint processAttributes, nint threadAttributes, bool inherit, uint flags, nint environment, string folder,
        ref StartupInfo startup, out Started started);
}
