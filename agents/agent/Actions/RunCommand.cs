using Distribution.Agent.Conditions;
using Distribution.Agent.Processes;
using Distribution.Agent.Software;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Actions;

/// <summary>
/// An action that is a program: judged, with the programs around it (domain 1.7), and verified afterwards. Every program is a step with a
/// work folder of its own, so that coming back after a crash finds each step's result and begins only what never began.
/// </summary>
internal sealed class RunCommand(
    Supervision supervision, PrepareCommand prepare, Applicability applicability, SoftwareTruth truth, PreviousVersion previous, TimeProvider clock)
{
    // Some uninstallers go on in a copy of themselves after they have said that they are done.
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(OperatingSystem.IsWindows() ? 20 : 0);

    public async Task<Verdict> Run(ActionRun run, CancellationToken cancel, CancellationToken stop)
    {
        var (action, steps) = (run.Action, run.Steps);
        if (!steps.HaveBegun && await NotToBegin(run, stop) is { } already)
            return already;
        var command = steps.Main.Command ?? await prepare.Of(action, steps.Main, run.Parameters, stop);
        var installer = PrepareCommand.InstallerOf(action, steps.Main);
        if (!steps.HaveBegun)
        {
            if (await truth.Downgrade(action, installer, stop) is { } downgrade)
                return run.Ended(ActionOutcome.Failed, downgrade, clock);
            await previous.Remember(action, installer, steps.Main, stop);
        }
        var around = new AroundInstallation(supervision, prepare, run, stop);
        if (await around.Run(action.Settings?.ExternalPrograms?.Before, steps.Before, "before") is { } refused)
            return run.Ended(ActionOutcome.Failed, $"{refused} The installation was not begun.", clock);
        var result = await supervision.Run(steps.Main, command, cancel, stop);
        var verdict = result is null ? await AfterInterruption(run, installer, stop) : await Judge(run, result, installer, stop);
        if (verdict.Outcome != ActionOutcome.Succeeded)
            return await AfterFailure(run, verdict, installer, around, stop);
        return await around.Run(action.Settings?.ExternalPrograms?.After, steps.After, "after") is { } spoiled
            ? verdict with { Outcome = ActionOutcome.Failed, Reason = $"{spoiled} The installation itself had succeeded." }
            : verdict;
    }

    private async Task<Verdict?> NotToBegin(ActionRun run, CancellationToken stop)
    {
        if (NotApplicable.Fault(run.Action, run.Parameters?.Running) is { } fault)
            return run.Ended(ActionOutcome.Failed, fault, clock);
        if (Blocking.Fault(run.Execution, run.Action, clock.GetUtcNow()) is { } blocked)
            return run.Ended(ActionOutcome.Failed, blocked, clock);
        if (run.Action.Kind == ActionKind.Uninstall && await truth.IsGone(run.Action, stop) == true)
            return run.Ended(ActionOutcome.Succeeded, null, clock) with { OutputTail = $"{SoftwareDatabases.NameIn(run.Action)} was not installed." };
        return await applicability.Unmet(run.Action, run.Packages, stop) is { Count: > 0 } unmet
            ? run.Ended(ActionOutcome.Skipped, string.Join(" ", unmet), clock)
            : null;
    }

    private async Task<Verdict> Judge(ActionRun run, SupervisedResult result, string? installer, CancellationToken stop)
    {
        var (outcome, reason, meaning) = JudgedExit.Of(run.Action, result, run.Parameters?.Running?.SuccessCodes);
        // An installer's word is not enough: what was asked must be true afterwards. After a restart only, where one is needed for it.
        if (meaning is Contracts.Rules.ExitMeaning.Success or Contracts.Rules.ExitMeaning.AlreadyGone && await IsUntrue(run.Action, installer, stop))
            (outcome, reason) = (ActionOutcome.Failed, await truth.Describe(run.Action, installer, stop));
        var tail = result.OutputTail.Length == 0 && outcome != ActionOutcome.Succeeded ? MsiLog.TailOf(run.Steps.Main) : result.OutputTail;
        var verdict = new Verdict(outcome, result.ExitCode, tail, reason, result.StartedAt, result.EndedAt, meaning);
        return meaning == Contracts.Rules.ExitMeaning.RestartNeeded ? verdict.With(["A restart of the computer is needed to complete it."]) : verdict;
    }

    private async Task<bool> IsUntrue(ActionInstruction action, string? installer, CancellationToken stop)
    {
        var end = clock.GetUtcNow() + patience;
        while (await truth.IsDone(action, installer, stop) == false)
        {
            if (action.Kind != ActionKind.Uninstall || clock.GetUtcNow() >= end)
                return true;
            await Task.Delay(TimeSpan.FromSeconds(1), clock, stop);
        }
        return false;
    }

    // Not run again, even where the platform says that it is not done: an installer that took the computer down once may do so
    // for ever, and half an installation is for the operator to judge, who has the re-execution for it.
    private async Task<Verdict> AfterInterruption(ActionRun run, string? installer, CancellationToken stop) =>
        await truth.IsDone(run.Action, installer, stop) == true
            ? run.Ended(ActionOutcome.Succeeded, null, clock) with { OutputTail = "Interrupted, and found done afterwards." }
            : run.Ended(ActionOutcome.Interrupted, "Interrupted while it ran; how far it came is not known, and it is not run again by itself.", clock);

    private async Task<Verdict> AfterFailure(ActionRun run, Verdict verdict, string? installer, AroundInstallation around, CancellationToken stop)
    {
        List<string> notes = [];
        if (await previous.Restorer(installer, run.Steps.Main, stop) is var (command, name))
        {
            var restored = await supervision.Run(run.Steps.Restore, prepare.Of(command, run.Action, run.Steps.Restore), CancellationToken.None, stop);
            notes.Add(restored is { End: SupervisedEnd.Exited, ExitCode: 0 }
                ? $"The version before was put back: {name}."
                : $"The version before, {name}, could not be put back: {restored?.Detail ?? restored?.OutputTail.Trim()}");
        }
        if (await around.Run(run.Action.Settings?.ExternalPrograms?.OnError, run.Steps.OnError, "on error") is { } fault)
            notes.Add(fault);
        return notes.Count == 0 ? verdict : verdict with { Reason = $"{verdict.Reason} {string.Join(" ", notes)}" };
    }
}
