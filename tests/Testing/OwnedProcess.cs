using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Distribution.Testing;

/// <summary>
/// A server that ends with this process, however this process ends. It is the leader of a session of its own, so that
/// Ctrl-C in a terminal does not reach it, and a guard waits for the end of a pipe that only this process holds open:
/// when this process dies, even by kill -9, the guard ends the server.
/// </summary>
public sealed class OwnedProcess : IDisposable
{
    private readonly Process _process;
    private readonly Process _guard;

    private OwnedProcess(Process process, Process guard) => (_process, _guard) = (process, guard);

    /// <summary>The server's process id, which is its process group's too.</summary>
    public int Id => _process.Id;

    /// <summary>Whether the server is gone.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>The exit code of an ended process.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts a program whose output goes to a file (appended).</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Variables that are added to this process's own.</param>
    /// <param name="logFile">Takes standard output and error.</param>
    /// <param name="patience">Seconds that the guard waits between asking the server to end and killing it; 0 kills at once.</param>
    public static OwnedProcess Start(
        IEnumerable<string> command, IReadOnlyDictionary<string, string>? environment, string logFile, int patience = 0)
    {
        // Inherited descriptors would keep a test runner's pipes open for as long as the server lives.
        const string launch = "log=$1; shift; exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; exec \"$@\" </dev/null >>\"$log\" 2>&1";
        string[] session = Programs.InPath("setsid") is { } setsid ? [setsid] : [];
        var start = new ProcessStartInfo(session.FirstOrDefault() ?? "/bin/sh") { WorkingDirectory = Path.GetDirectoryName(logFile)! };
        foreach (var argument in session.Skip(1).Concat(session.Length > 0 ? ["/bin/sh"] : []).Concat(["-c", launch, "launch", logFile]).Concat(command))
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        return new OwnedProcess(process, Guard(process.Id, patience));
    }

    /// <summary>Sends a signal to the server and its children.</summary>
    public void Signal(PosixSignal signal) => Send(signal switch { PosixSignal.SIGINT => 2, PosixSignal.SIGQUIT => 3, _ => 15 });

    /// <summary>Ends the server and its children without a chance to clear up (kill -9).</summary>
    public void Kill() => Send(9);

    /// <summary>Waits for the end; false when the time has passed first.</summary>
    public async Task<bool> EndedWithin(TimeSpan limit)
    {
        using var source = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(source.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Lets the guard end the server, and waits for that.</summary>
    public void Dispose()
    {
        _guard.StandardInput.Close();
        _guard.WaitForExit();
        _guard.Dispose();
        _process.Dispose();
    }

    private static Process Guard(int id, int patience)
    {
        const string watch = """
            trap '' INT TERM HUP QUIT
            cat >/dev/null
            waited=0
            if [ "$2" -gt 0 ]; then
              kill -INT "$1" 2>/dev/null
              kill -TERM "$1" 2>/dev/null
              while [ $waited -lt "$2" ] && kill -0 "$1" 2>/dev/null; do sleep 1; waited=$((waited + 1)); done
            fi
            kill -KILL "-$1" 2>/dev/null
            kill -KILL "$1" 2>/dev/null
            """;
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "-c", watch, "guard", $"{id}", $"{patience}" })
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private void Send(int signal)
    {
        if (_process.HasExited)
            return;
        if (Native.Kill(-_process.Id, signal) != 0)
            _ = Native.Kill(_process.Id, signal);
    }

    private static class Native
    {
        [DllImport("libc", EntryPoint = "kill")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Kill(int process, int signal);
    }
}
