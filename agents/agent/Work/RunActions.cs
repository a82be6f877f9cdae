using Distribution.Agent.Actions;
using Distribution.Agent.Decisions;
using Distribution.Agent.Journals;
using Distribution.Agent.Transfers;
using Distribution.Agent.Users;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Work;

/// <summary>The one running place of the computer: an action at a time, each written down before it begins and after it ended.</summary>
internal sealed class RunActions(Journal journal, CarryOut carryOut, ContentCache cache, Restart restart, SessionPresence presence, TimeProvider clock, AgentLog log)
{
    private static readonly TimeSpan glance = TimeSpan.FromSeconds(5);

    public async Task Run(CancellationToken stop)
    {
        if (!journal.State.Open.Any(execution => execution.Running is not null))
            carryOut.RestoreWindows();
        journal.Decide(state => state.BootId == restart.BootId ? [] : [new ComputerStarted(restart.BootId, clock.GetUtcNow())]);
        carryOut.ForgetAllBut(journal.State.Open.Select(execution => execution.Id));
        while (true)
        {
            var state = journal.State;
            switch (Next(state))
            {
                case Finish:
                    FinishExecution();
                    break;
                case Tell tell:
                    journal.Decide(now => Next(now) is Tell still && still.Telling.Id == tell.Telling.Id ? [still.Telling] : []);
                    break;
                case Begin begin when IsBlocked(begin):
                    break;
                case Begin begin when await LostContent(begin.Execution, begin.Action, stop) is { } lost:
                    journal.Decide(now => now.Find(begin.Execution.Id) is { Transferred: true } ? [lost] : []);
                    break;
                case Begin begin:
                    if (BeginAction(begin) is { } begun)
                        await CarryOutAction(begin.Execution, begin.Action, begun.Run, stop);
                    break;
                case CarryOn(var execution, var action, var run):
                    log.Write($"{execution.Instruction.TaskName}: action {action.Number} had begun before this start; finding out how it went.");
                    await CarryOutAction(execution, action, run, stop);
                    break;
                case Rest rest:
                    if (state.Open.Find(execution => execution.AwaitsRestart(restart.BootId)) is { } restarting)
                        restart.Ask(restarting.Instruction.Parameters?.User, log);
                    await journal.WaitForChange(state, Pause.Until(rest.Until, clock), stop);
                    break;
            }
        }
    }

    private NextRun Next(JournalState state) => NextRun.Of(state, clock.GetUtcNow(), restart.BootId, presence.Now);

    // Looked at again and again: nobody tells when a program ends. Others go first meanwhile.
    private bool IsBlocked(Begin begin)
    {
        var names = NotApplicable.WaitsForSession(begin.Action, begin.Execution.Instruction.Parameters?.Running)
            ? ["nobody (somebody must log on)"]
            : Blocking.WaitsFor(begin.Execution, begin.Action, clock.GetUtcNow());
        if (names.Count == 0)
        {
            presence.Unblock(begin.Execution.Id);
            return false;
        }
        presence.Block(begin.Execution.Id, names, clock.GetUtcNow() + glance);
        journal.Decide(state => NextWait.Of(state, clock.GetUtcNow(), presence.Now));
        return true;
    }

    private void FinishExecution()
    {
        foreach (var done in journal.Decide(now => Next(now) is Finish(var verdict) ? [verdict] : []).OfType<ExecutionDone>())
        {
            log.Write($"Execution {done.Id} is done: {done.State}. {done.Reason}");
            carryOut.Forget(done.Id);
        }
    }

    // Hashed anew right before it is used; what was right yesterday may have been changed since.
    private async Task<ContentLost?> LostContent(Execution execution, ActionInstruction action, CancellationToken stop) =>
        action.Content is null || await cache.Holds(action.Content, stop)
            ? null
            : new(execution.Id, $"{action.Content.FileName} is missing or was changed after it had been fetched.", clock.GetUtcNow());

    // Decided again under the journal's lock: a cancel may have come while the content was hashed.
    private ActionBegun? BeginAction(Begin begin) => journal
        .Decide(now => Next(now) is Begin still && still.Execution.Id == begin.Execution.Id && still.Action.Number == begin.Action.Number
            ? [new ActionBegun(begin.Execution.Id, begin.Action.Number, 1, clock.GetUtcNow())]
            : [])
        .OfType<ActionBegun>().SingleOrDefault();

    private async Task CarryOutAction(Execution execution, ActionInstruction action, int run, CancellationToken stop)
    {
        log.Write($"{execution.Instruction.TaskName}: action {action.Number} ({action.Kind} {action.Name}), run {run}.");
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var cancel = new CancellationTokenSource();
        var listening = CancelWhenAsked(execution.Id, cancel, over.Token);
        var verdict = await carryOut.Run(execution, ForceStop.Limit(execution, action, clock.GetUtcNow()), run, journal.State.Packages, cancel.Token, stop);
        await over.CancelAsync();
        await listening;
        await Record(execution.Id, action, verdict, stop);
    }

    private async Task CancelWhenAsked(AttemptId id, CancellationTokenSource cancel, CancellationToken over)
    {
        try
        {
            await journal.WaitUntil(state => state.Find(id) is null or { CancelRequested: true }, over);
            await cancel.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The action ended first.
        }
    }

    // The result of something that happened must not get lost because the disk is full for a while.
    private async Task Record(AttemptId id, ActionInstruction action, Verdict verdict, CancellationToken stop)
    {
        var record = new ActionEnded(
            id, action.Number, verdict.Outcome, verdict.ExitCode, verdict.OutputTail, verdict.Reason, verdict.StartedAt, verdict.EndedAt,
            Restart.Follows(action, verdict) ? restart.BootId : null, verdict.Error);
        while (true)
        {
            try
            {
                journal.Decide(state => state.Find(id)?.Running is null ? [] : [record]);
                log.Write($"Execution {id}, action {action.Number}: {verdict.Outcome}. {verdict.Reason}");
                return;
            }
            catch (IOException problem)
            {
                log.Write(problem.Message);
                await Task.Delay(TimeSpan.FromSeconds(5), clock, stop);
            }
        }
    }
}
