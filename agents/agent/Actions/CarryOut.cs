using Distribution.Agent.Journals;
using Distribution.Agent.Placement;
using Distribution.Agent.Processes;
using Distribution.Agent.Transfers;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Actions;

/// <summary>How one run of an action ended.</summary>
internal sealed record Verdict(
    ActionOutcome Outcome, int? ExitCode, string OutputTail, string? Reason, DateTimeOffset StartedAt, DateTimeOffset EndedAt);

/// <summary>One action on this computer. Calling it again for the same run finds out how that run went; it does not begin another.</summary>
internal sealed class CarryOut(Supervision supervision, ContentCache cache, string workFolder, string? root, TimeProvider clock)
{
    private readonly SoftwareTruth truth = new(root);
    private readonly FilePlacement files = new(root);

    public WorkFolder FolderOf(AttemptId id, int action, int run) => new(Path.Combine(workFolder, $"{id}-{action}-{run}"));

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

    public async Task<Verdict> Run(Execution execution, ActionInstruction action, int run, CancellationToken cancel, CancellationToken stop)
    {
        var startedAt = clock.GetUtcNow();
        Verdict End(ActionOutcome outcome, string? reason) => new(outcome, null, "", reason, startedAt, clock.GetUtcNow());
        try
        {
            return action.Kind == ActionKind.DistributeFiles
                ? await Place(execution, action, startedAt, cancel, stop)
                : await RunCommand(action, FolderOf(execution.Id, action.Number, run), startedAt, cancel, stop);
        }
        catch (Exception problem) when (problem is FormatException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return End(ActionOutcome.Failed, problem.Message);
        }
    }

    private async Task<Verdict> Place(
        Execution execution, ActionInstruction action, DateTimeOffset startedAt, CancellationToken cancel, CancellationToken stop)
    {
        if (!await cache.Holds(action.Content!, stop))
            throw new InvalidDataException($"{action.Content!.FileName} is missing or was changed after it had been fetched.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, stop);
        limit.CancelAfter(TimeSpan.FromSeconds(action.TimeLimitSeconds));
        try
        {
            var placed = await files.Place(cache.PathOf(action.Content!.Sha256), action.Content.FileName, action.DestinationFolder!, execution.Id, limit.Token);
            return new(ActionOutcome.Succeeded, null, $"{placed} placed in {action.DestinationFolder}", null, startedAt, clock.GetUtcNow());
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return cancel.IsCancellationRequested
                ? new(ActionOutcome.Cancelled, null, "", "Cancelled while files were placed; each file is either old or new.", startedAt, clock.GetUtcNow())
                : new(ActionOutcome.TimedOut, null, "", $"Not done within {action.TimeLimitSeconds} s; each file is either old or new.", startedAt, clock.GetUtcNow());
        }
    }

    private async Task<Verdict> RunCommand(
        ActionInstruction action, WorkFolder work, DateTimeOffset startedAt, CancellationToken cancel, CancellationToken stop)
    {
        if (!work.IsClaimed && action.Kind == ActionKind.Uninstall && await truth.IsDone(action, cache, stop) == true)
            return new(ActionOutcome.Succeeded, null, $"{action.SoftwareName} was not installed.", null, startedAt, clock.GetUtcNow());
        var result = await supervision.Run(work, work.Command ?? await Prepare(action, work, stop), cancel, stop);
        if (result is null)
            return await AfterInterruption(action, startedAt, stop);
        var (outcome, reason) = ExitCodes.Judge(action, result);
        // An installer's word is not enough: what was asked must be true afterwards.
        if (outcome == ActionOutcome.Succeeded && await truth.IsDone(action, cache, stop) == false)
            (outcome, reason) = (ActionOutcome.Failed, await truth.Describe(action, cache, stop));
        return new(outcome, result.ExitCode, result.OutputTail, reason, result.StartedAt, result.EndedAt);
    }

    // Not run again, even where the platform says that it is not done: an installer that took the computer down once may do so
    // for ever, and half an installation is for the operator to judge, who has the re-execution for it.
    private async Task<Verdict> AfterInterruption(ActionInstruction action, DateTimeOffset startedAt, CancellationToken stop) =>
        await truth.IsDone(action, cache, stop) switch
        {
            true => new(ActionOutcome.Succeeded, null, "Interrupted, and found done afterwards.", null, startedAt, clock.GetUtcNow()),
            _ => new(
                ActionOutcome.Interrupted, null, "", "Interrupted while it ran; how far it came is not known, and it is not run again by itself.",
                startedAt, clock.GetUtcNow()),
        };

    private async Task<SupervisedCommand> Prepare(ActionInstruction action, WorkFolder work, CancellationToken stop)
    {
        Directory.CreateDirectory(work.Location);
        string? file = null, folder = null;
        if (action.Content is { } content)
        {
            file = Path.Combine(work.Location, "content", content.FileName);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.Delete(file);
            if (OperatingSystem.IsWindows())
                File.Copy(cache.PathOf(content.Sha256), file);
            else
                File.CreateSymbolicLink(file, cache.PathOf(content.Sha256));
            if (ActionCommand.NeedsFolder(action))
                folder = await Unpack(cache.PathOf(content.Sha256), Path.Combine(work.Location, "unpacked"), stop);
        }
        if (root is not null && Dpkg.IsInstalledHere)
            Dpkg.PrepareRoot(root);
        var words = ActionCommand.Of(action, file, folder, root);
        return new(words[0], [.. words.Skip(1)], folder ?? work.Location, EnvironmentOf(action), action.TimeLimitSeconds);
    }

    private static async Task<string> Unpack(string zip, string folder, CancellationToken stop)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        await new ZipContents(zip).UnpackInto(folder, stop);
        return folder;
    }

    private Dictionary<string, string> EnvironmentOf(ActionInstruction action)
    {
        var environment = new Dictionary<string, string> { ["DISTRIBUTION_ACTION"] = $"{action.Number}" };
        if (root is not null)
            environment["DISTRIBUTION_ROOT"] = root;
        if (!OperatingSystem.IsWindows())
        {
            environment["DEBIAN_FRONTEND"] = "noninteractive";
            environment["LC_ALL"] = "C.UTF-8";
            // A service's path often lacks the places where dpkg looks for its own tools.
            environment["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        }
        return environment;
    }
}
