using Distribution.Agent.Actions;
using Distribution.Agent.Placement;
using Distribution.Agent.Software;
using Distribution.Agent.Transfers;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Updates;

/// <summary>
/// An installation whose software is the agent itself: a zip with another version. It is unpacked beside the present one and started in its
/// place; the action has succeeded when that one has reached the server, and failed when the one before had to be started again. Programs
/// around it are not run (domain 1.7).
/// </summary>
/// <param name="startAnother">Ends this agent, so that the version on trial is started; null when nobody would start it.</param>
internal sealed class UpdateAgent(AgentVersions versions, ContentCache cache, TimeSpan patience, Action? startAnother, TimeProvider clock)
{
    /// <summary>By this name a package says that it holds the agent.</summary>
    public const string SoftwareName = "distribution-agent";

    private static readonly TimeSpan glance = TimeSpan.FromMilliseconds(200);

    public static bool IsOne(ActionInstruction action) =>
        action is { Kind: ActionKind.Install, SoftwareName: SoftwareName, Content: { } content } && ActionCommand.HasExtension(content.FileName, ".zip");

    public async Task<Verdict> Run(ActionRun run, CancellationToken stop)
    {
        var by = $"{run.Execution.Id}-{run.Action.Number}";
        if (versions.State is { Trial: null } state && state.EndOf(by) is null)
        {
            if (await Stage(run.Action.Content!, by, stop) is { } fault)
                return run.Ended(ActionOutcome.Failed, fault, clock);
            startAnother!();
        }
        while (true)
        {
            // Asked by the version on trial, too: it is well as soon as it has reached its server.
            if (versions.State.EndOf(by) is { } end)
                return end.Fault is null
                    ? run.Ended(ActionOutcome.Succeeded, null, clock) with { OutputTail = $"The agent {Protocol.SelfPresentation.Version} runs now." }
                    : run.Ended(ActionOutcome.Failed, $"The new agent was started, but {end.Fault}; the version before runs again.", clock);
            await Task.Delay(glance, clock, stop);
        }
    }

    /// <returns>Why it cannot be tried; null when it is on trial.</returns>
    private async Task<string?> Stage(ContentReference content, string by, CancellationToken stop)
    {
        if (startAnother is null)
            return "This agent was not started in a way that lets it change its version.";
        var name = content.Sha256[..16];
        if (Directory.Exists(versions.PathOf(name)))
            Directory.Delete(versions.PathOf(name), recursive: true);
        await new ZipContents(cache.PathOf(content.Sha256)).UnpackInto(versions.PathOf(name), stop);
        if (versions.ProgramOf(name) is not { } program)
            return $"The zip {content.FileName} holds no program {SoftwareName}.";
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, File.GetUnixFileMode(program) | UnixFileMode.UserExecute);
        // One for another system or processor is found out before anything is ended for it.
        if ((await Query.Ask(program, ["version"], stop)).Trim().Length == 0)
            return $"The agent in {content.FileName} does not run on this computer.";
        versions.Keep(versions.State.Try(name, by, clock.GetUtcNow() + patience));
        return null;
    }
}
