using System.Collections.Immutable;
using Distribution.Agent.Conditions;
using Distribution.Agent.Journals;
using Distribution.Agent.Placement;
using Distribution.Agent.Processes;
using Distribution.Agent.Sessions;
using Distribution.Agent.Software;
using Distribution.Agent.Transfers;
using Distribution.Agent.Updates;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Actions;

/// <summary>One action on this computer. Calling it again for the same run finds out how that run went; it does not begin another.</summary>
internal sealed class CarryOut(Supervision supervision, ContentCache cache, string workFolder, string? root, TimeProvider clock, UpdateAgent? update = null)
{
    private readonly FilePlacement files = new(root);
    private readonly UacPrompts prompts = new(Path.Combine(Path.GetDirectoryName(workFolder)!, "uac.json"));
    private readonly Applicability applicability = new(new SoftwareDatabases(root), root ?? workFolder);
    private readonly RunCommand commands = RunCommandOf(supervision, cache, workFolder, root, clock);

    public void Forget(AttemptId id)
    {
        foreach (var folder in Directory.GetDirectories(workFolder, $"{id}-*"))
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>Clears up after executions that are done with; what a supervisor still holds stays until the next time.</summary>
    public void ForgetAllBut(IEnumerable<AttemptId> open)
    {
        var kept = open.Select(id => id.ToString()).ToList();
        foreach (var folder in Directory.GetDirectories(workFolder))
        {
            if (!kept.Any(id => Path.GetFileName(folder).StartsWith(id + "-", StringComparison.Ordinal)) && !new WorkFolder(folder).IsSupervised())
                Directory.Delete(folder, recursive: true);
        }
    }

    /// <param name="packages">What this platform installed here.</param>
    public async Task<Verdict> Run(
        Execution execution, ActionInstruction action, int run, ImmutableDictionary<Guid, InstalledPackage> packages, CancellationToken cancel, CancellationToken stop)
    {
        var one = new ActionRun(execution, action, new(workFolder, execution.Id, action.Number, run), packages, clock.GetUtcNow());
        try
        {
            var verdict = update is not null && UpdateAgent.IsOne(action) ? await update.Run(one, stop)
                : action.Kind == ActionKind.DistributeFiles ? await Place(one, cancel, stop)
                : await RunProgram(one, cancel, stop);
            return Secrets.Mask(action, verdict.With(NotApplicable.Notes(action, execution.Instruction.Parameters?.Running)));
        }
        catch (Exception problem) when (problem is FormatException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return one.Ended(ActionOutcome.Failed, problem.Message, clock);
        }
    }

    /// <summary>Puts back what was changed of Windows for an action whose end this agent has not seen.</summary>
    public void RestoreWindows()
    {
        if (OperatingSystem.IsWindows())
            prompts.Restore();
    }

    // The agent may be stopped in the middle: then the action goes on, and so does what was changed for it, until its end is seen.
    private async Task<Verdict> RunProgram(ActionRun run, CancellationToken cancel, CancellationToken stop)
    {
        if (!OperatingSystem.IsWindows() || run.Parameters?.Running is not ({ DisableUac: true } or { LockInput: true }))
            return await commands.Run(run, cancel, stop);
        if (run.Parameters.Running.DisableUac == true)
            prompts.TurnOff();
        var (held, note) = run.Parameters.Running.LockInput == true ? InputLock.Take(Supervision.OwnProgram, workFolder, run.Action.TimeLimitSeconds + 60) : (null, null);
        using (held)
        {
            var verdict = await commands.Run(run, cancel, stop);
            prompts.Restore();
            return note is null ? verdict : verdict.With([note]);
        }
    }

    private static RunCommand RunCommandOf(Supervision supervision, ContentCache cache, string workFolder, string? root, TimeProvider clock)
    {
        var databases = new SoftwareDatabases(root);
        return new(
            supervision, new(cache, databases, root), new(databases, root ?? workFolder), new(databases), new(cache, databases), clock);
    }

    private async Task<Verdict> Place(ActionRun run, CancellationToken cancel, CancellationToken stop)
    {
        var (action, content) = (run.Action, run.Action.Content!);
        if (await applicability.Unmet(action, run.Packages, stop) is { Count: > 0 } unmet)
            return run.Ended(ActionOutcome.Skipped, string.Join(" ", unmet), clock);
        if (Blocking.Fault(run.Execution, action, clock.GetUtcNow()) is { } blocked)
            return run.Ended(ActionOutcome.Failed, blocked, clock);
        if (!await cache.Holds(content, stop))
            throw new InvalidDataException($"{content.FileName} is missing or was changed after it had been fetched.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, stop);
        limit.CancelAfter(TimeSpan.FromSeconds(action.TimeLimitSeconds));
        try
        {
            var placed = await files.Place(cache.PathOf(content.Sha256), content.FileName, action.DestinationFolder!, run.Execution.Id, limit.Token);
            return run.Ended(ActionOutcome.Succeeded, null, clock) with { OutputTail = $"{placed} placed in {action.DestinationFolder}" };
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return cancel.IsCancellationRequested
                ? run.Ended(ActionOutcome.Cancelled, "Cancelled while files were placed; each file is either old or new.", clock)
                : run.Ended(ActionOutcome.TimedOut, $"Not done within {action.TimeLimitSeconds} s; each file is either old or new.", clock);
        }
    }
}
