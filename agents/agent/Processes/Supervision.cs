using System.Diagnostics;
using Distribution.Agent.Sessions;

namespace Distribution.Agent.Processes;

/// <summary>The agent's side of a supervised run. Calling it again for the same folder finds the same run: one that ended, goes on, or never began.</summary>
internal sealed class Supervision(ProcessStartInfo supervisor)
{
    private static readonly TimeSpan glance = TimeSpan.FromMilliseconds(100);

    /// <summary>Supervision by the program that stands beside this library, be it started by itself or by `dotnet`.</summary>
    public static Supervision ByOwnProgram()
    {
        return new(File.Exists(OwnProgram)
            ? new ProcessStartInfo(OwnProgram)
            : new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "distribution-agent.dll")]));
    }

    /// <summary>The program that stands beside this library; it need not be there.</summary>
    public static string OwnProgram { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "distribution-agent.exe" : "distribution-agent");

    /// <returns>The result; null when the supervisor died before it could write one, so that nobody knows.</returns>
    /// <exception cref="OperationCanceledException">The agent stops; the run goes on by itself.</exception>
    public async Task<SupervisedResult?> Run(WorkFolder work, SupervisedCommand command, CancellationToken cancel, CancellationToken stop)
    {
        if (work.Command is null)
            work.Write(command);
        while (true)
        {
            using (var supervisor = work.IsClaimed ? null : Start(work, work.Command?.AsSessionUser == true))
                await WaitForEnd(work, supervisor, cancel, stop);
            if (work.Result is { } result)
                return result;
            if (work.IsClaimed)
            {
                await ProcessTree.EndMarked(work.Mark, TimeSpan.FromSeconds(2));
                return null;
            }
            // No supervisor came to life. With the claim in our own hand no late one can; without it, one just has.
            if (work.Claim())
                return NotStarted();
        }
    }

    private static async Task WaitForEnd(WorkFolder work, Process? supervisor, CancellationToken cancel, CancellationToken stop)
    {
        while (supervisor is { HasExited: false } || work.IsSupervised())
        {
            if (cancel.IsCancellationRequested && !work.CancelRequested)
                work.RequestCancel();
            var look = Task.Delay(glance, stop);
            await (supervisor is { HasExited: false } ? Task.WhenAny(supervisor.WaitForExitAsync(stop), look) : look);
            stop.ThrowIfCancellationRequested();
        }
    }

    private static SupervisedResult NotStarted()
    {
        var now = DateTimeOffset.UtcNow;
        return new(SupervisedEnd.NotStarted, null, "", "The supervising process ended before it began.", now, now);
    }

    private Process Start(WorkFolder work, bool asSessionUser)
    {
        if (asSessionUser && OperatingSystem.IsWindows())
        {
            work.OpenToSession();
            return WindowsSession.StartAsUser([supervisor.FileName, .. supervisor.ArgumentList, Supervisor.Verb, work.Location], work.Location);
        }
        var start = new ProcessStartInfo(supervisor.FileName, [.. supervisor.ArgumentList, Supervisor.Verb, work.Location])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("The supervisor did not start.");
        // Its pipes are closed at once: it must not hold the agent's console open, and it prints nothing.
        process.StandardInput.Close();
        process.StandardOutput.Close();
        process.StandardError.Close();
        return process;
    }
}
