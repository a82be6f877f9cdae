using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Distribution.Agent.Processes;

/// <summary>All processes that one command started, whatever they did to get away.</summary>
internal static class ProcessTree
{
    private const int Terminate = 15;
    private const int Kill = 9;
    private const int BecomeSubreaper = 36;

    /// <summary>Environment variable that names a run in each of its processes.</summary>
    public const string MarkVariable = "DISTRIBUTION_RUN";

    /// <summary>
    /// Makes this process the parent of every orphan below it and cuts it off from the agent's session. Without the
    /// first, a child that forks twice could not be found; without the second, the agent's terminal could end us.
    /// </summary>
    /// <param name="mark">The run's name.</param>
    public static void BecomeRoot(string mark)
    {
        if (OperatingSystem.IsWindows())
        {
            WindowsJob.Create(mark);
            return;
        }
        _ = SetSid();
        if (OperatingSystem.IsLinux())
            _ = Prctl(BecomeSubreaper, 1, 0, 0, 0);
    }

    /// <summary>Ends everything below this process: a request first, force after the grace.</summary>
    public static async Task End(Process main, TimeSpan grace)
    {
        if (OperatingSystem.IsWindows() && await WindowsJob.EndOthers())
            return;
        if (!OperatingSystem.IsLinux())
        {
            main.Kill(entireProcessTree: true);
            return;
        }
        await End(() => Below(Environment.ProcessId), grace);
    }

    /// <summary>Ends what a dead supervisor left behind, found by its mark.</summary>
    public static async Task EndMarked(string mark, TimeSpan grace)
    {
        if (OperatingSystem.IsLinux())
            await End(() => Marked(mark), grace);
        else if (OperatingSystem.IsWindows())
            WindowsJob.Terminate(mark);
    }

    /// <summary>Living processes whose environment carries the mark.</summary>
    public static IReadOnlyList<int> Marked(string mark) =>
        [.. Living().Select(process => process.Id).Where(id => EnvironmentOf(id).Contains($"\0{MarkVariable}={mark}\0", StringComparison.Ordinal))];

    private static async Task End(Func<IReadOnlyList<int>> remaining, TimeSpan grace)
    {
        foreach (var id in remaining())
            _ = Signal(id, Terminate);
        var end = Stopwatch.StartNew();
        while (end.Elapsed < grace && remaining().Count > 0)
            await Task.Delay(50);
        // Again and again: a process may fork between being seen and being ended.
        for (var round = 0; round < 200 && remaining() is { Count: > 0 } left; round++)
        {
            foreach (var id in left)
                _ = Signal(id, Kill);
            await Task.Delay(25);
        }
    }

    private static List<int> Below(int root)
    {
        var children = Living().ToLookup(process => process.Parent, process => process.Id);
        var found = new List<int>();
        var next = new Stack<int>(children[root]);
        while (next.TryPop(out var id))
        {
            found.Add(id);
            foreach (var child in children[id])
                next.Push(child);
        }
        return found;
    }

    private static IEnumerable<(int Id, int Parent)> Living()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id)
                && Read($"{folder}/stat") is { Length: > 0 } stat)
            {
                // The name in brackets may hold anything, so fields are counted from its end: state, then parent.
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                if (fields[0] is not ("Z" or "X"))
                    yield return (id, int.Parse(fields[1], CultureInfo.InvariantCulture));
            }
        }
    }

    private static string EnvironmentOf(int id) => '\0' + Read($"/proc/{id}/environ") + '\0';

    private static string Read(string path)
    {
        try
        {
            return Encoding.Latin1.GetString(File.ReadAllBytes(path));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [DllImport("libc", EntryPoint = "setsid"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetSid();

    [DllImport("libc", EntryPoint = "kill"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);

    [DllImport("libc", EntryPoint = "prctl"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Prctl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);
}
