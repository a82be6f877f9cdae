using System.ComponentModel;
using System.Diagnostics;

namespace Distribution.Agent.Updates;

/// <summary>
/// The installed program as the one that starts the agent: itself, or the version that an update brought. It never changes, so whatever an
/// update brings, something that works is left to go back to.
/// </summary>
/// <param name="isGoingDown">Whether the whole computer ends.</param>
internal sealed class RunVersions(AgentVersions versions, IReadOnlyList<string> arguments, Func<Task<bool>> isGoingDown, TimeProvider clock, AgentLog log)
{
    // A version that is older than this word takes it for nothing.
    private const string GoesDown = "The computer goes down.";

    private static readonly TimeSpan glance = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan farewell = TimeSpan.FromSeconds(30);

    /// <param name="runSelf">The installed version, in this process.</param>
    public async Task<int> Run(Func<Task<int>> runSelf, CancellationToken stop)
    {
        while (true)
        {
            var before = versions.State;
            var (state, folder) = before.Start(clock.GetUtcNow());
            if (state != before)
                versions.Keep(state);
            if (before.Trial is { } fallen && state.Trial is null)
                log.Write($"The version {fallen.Folder} is given up: {state.EndOf(fallen.By)?.Fault}. The one before runs again.");
            var program = folder is null ? null : versions.ProgramOf(folder);
            var code = program is null ? await runSelf() : await RunOther(program, folder!, state.Trial?.Until, stop);
            if (stop.IsCancellationRequested)
                return 0;
            // What is on trial is tried again or given up; what had shown itself to be well is its service manager's to start again.
            if (code != AgentVersions.StartAnother && versions.State.Trial is null)
                return code;
            await Task.Delay(pause, clock, CancellationToken.None);
        }
    }

    private async Task<int> RunOther(string program, string folder, DateTimeOffset? until, CancellationToken stop)
    {
        log.Write($"The version {folder} is started{(until is null ? "" : $"; it has until {until:u} to show that it is well")}.");
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true };
        start.Environment[AgentVersions.FolderVariable] = folder;
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception problem)
        {
            log.Write($"The version {folder} cannot be started: {problem.Message}");
            return 1;
        }
        var exited = process.WaitForExitAsync(CancellationToken.None);
        while (!exited.IsCompleted && !stop.IsCancellationRequested && !(until <= clock.GetUtcNow() && versions.State.Trial is not null))
            await Task.WhenAny(exited, Task.Delay(glance, stop));
        var patience = farewell;
        if (stop.IsCancellationRequested && await isGoingDown())
        {
            await process.StandardInput.WriteLineAsync(GoesDown);
            patience = Timeout.InfiniteTimeSpan;
        }
        // The end of its input asks it to stop; it does so too when this process is killed.
        process.StandardInput.Close();
        if (await Task.WhenAny(exited, Task.Delay(patience, CancellationToken.None)) != exited)
            process.Kill();
        await exited;
        return process.ExitCode;
    }
}
