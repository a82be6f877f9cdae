using System.ComponentModel;
using System.Diagnostics;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Processes;

/// <summary>
/// The process between the agent and one command (`distribution-agent supervise FOLDER`). The agent may be killed, updated
/// or restarted meanwhile: the command runs on, and its true result waits on the disk.
/// </summary>
internal static class Supervisor
{
    public const string Verb = "supervise";

    private const int ClaimedByAnother = 3;

    private static readonly TimeSpan grace = TimeSpan.FromSeconds(2);

    public static async Task<int> Run(string folder)
    {
        var work = new WorkFolder(folder);
        if (work.Command is not { } command)
            return 2;
        ProcessTree.BecomeRoot(work.Mark);
        using var life = work.Live();
        if (life is null || !work.Claim())
            return ClaimedByAnother;
        work.Write(await Supervise(command, work));
        return 0;
    }

    private static async Task<SupervisedResult> Supervise(SupervisedCommand command, WorkFolder work)
    {
        var startedAt = DateTimeOffset.UtcNow;
        using var process = new Process { StartInfo = StartOf(command, work.Mark) };
        try
        {
            // This process first: what it starts is born with its priority.
            Prioritise(command.Priority);
            process.Start();
        }
        catch (Exception problem) when (problem is Win32Exception or InvalidOperationException or IOException)
        {
            return new(SupervisedEnd.NotStarted, null, "", problem.Message, startedAt, DateTimeOffset.UtcNow);
        }
        // An installer that asks a question reads the end of its input instead of waiting for ever.
        process.StandardInput.Close();
        var tail = new OutputTail();
        var following = Task.WhenAll(tail.Follow(process.StandardOutput.BaseStream), tail.Follow(process.StandardError.BaseStream));
        var end = await Watch(process, command.TimeLimitSeconds == 0 ? TimeSpan.MaxValue : TimeSpan.FromSeconds(command.TimeLimitSeconds), work);
        if (end != SupervisedEnd.Exited)
            await ProcessTree.End(process, grace);
        // A daemon that the command left behind may hold the pipes open for good.
        await Task.WhenAny(following, Task.Delay(grace));
        return new(end, end == SupervisedEnd.Exited ? process.ExitCode : null, tail.ToString(), null, startedAt, DateTimeOffset.UtcNow);
    }

    private static async Task<SupervisedEnd> Watch(Process process, TimeSpan limit, WorkFolder work)
    {
        // A stopwatch, not the wall clock: that one may be set while an installer runs.
        var running = Stopwatch.StartNew();
        var exited = process.WaitForExitAsync();
        while (await Task.WhenAny(exited, Task.Delay(Shorter(limit - running.Elapsed))) != exited)
        {
            if (work.CancelRequested)
                return SupervisedEnd.Cancelled;
            if (running.Elapsed >= limit)
                return SupervisedEnd.TimedOut;
        }
        return SupervisedEnd.Exited;
    }

    private static void Prioritise(WorkPriority? priority)
    {
        using var self = Process.GetCurrentProcess();
        try
        {
            if (priority is WorkPriority.Low or WorkPriority.High)
                self.PriorityClass = priority == WorkPriority.Low ? ProcessPriorityClass.BelowNormal : ProcessPriorityClass.AboveNormal;
        }
        catch (Win32Exception)
        {
            // This account may not raise anything: the program runs all the same.
        }
    }

    private static TimeSpan Shorter(TimeSpan left) =>
        left <= TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : left < TimeSpan.FromMilliseconds(200) ? left : TimeSpan.FromMilliseconds(200);

    private static ProcessStartInfo StartOf(SupervisedCommand command, string mark)
    {
        var start = new ProcessStartInfo(command.Program, command.Arguments)
        {
            WorkingDirectory = command.WorkingFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("DISTRIBUTION_", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;
        start.Environment[ProcessTree.MarkVariable] = mark;
        return start;
    }
}
