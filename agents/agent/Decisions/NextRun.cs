using Distribution.Agent.Journals;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Decisions;

/// <summary>What the one running place of the computer does next.</summary>
internal abstract record NextRun
{
    /// <summary>
    /// First what a crash interrupted, then the task that has begun, then the waiting ones in their order (<see cref="Execution.InOrder"/>);
    /// one that waits for its hour or its content lets the others pass.
    /// </summary>
    /// <param name="bootId">Which start of the computer this is.</param>
    public static NextRun Of(JournalState state, DateTimeOffset now, string bootId = "", Surroundings? around = null)
    {
        if (state.Open.Find(execution => execution is { Running: not null, Damaged: false }) is { Running: { } begun } interrupted)
            return new CarryOn(interrupted, interrupted.Action(begun.Action), begun.Run);
        var begins = Execution.InOrder(state.Open.Where(execution => !execution.Damaged))
            .OrderByDescending(execution => execution.HasBegun)
            .Select(execution => Of(state, execution, now, bootId, around ?? Surroundings.None))
            .ToList();
        // A computer that is about to restart begins nothing else, until it does: what waits for that moment runs then.
        if (around?.IsGoingDown != true && state.Open.Any(execution => execution.AwaitsRestart(bootId)))
            return begins.Find(step => step is Finish) ?? new Rest(null);
        return begins.Find(step => step is not Rest)
            ?? new Rest(begins.Cast<Rest>().Min(rest => rest.Until));
    }

    private static NextRun Of(JournalState state, Execution execution, DateTimeOffset now, string bootId, Surroundings around) => execution switch
    {
        _ when Verdict(execution, now) is { } verdict => new Finish(verdict),
        { CancelRequested: true } => new Rest(null),
        _ when execution.AwaitsRestart(bootId) => new Rest(null),
        { HasBegun: false } when execution.Instruction.ExpiresAt <= now => new Rest(null),
        { HasBegun: false } when execution.Instruction.NotBefore > now => new Rest(execution.Instruction.NotBefore),
        { Transferred: false } when execution.Contents.Any() => new Rest(null),
        _ when !Timing.HasCome(execution, around.IsGoingDown) => new Rest(null),
        _ when Windows.NextBegin(execution, now) is var opens && !(opens <= now) => new Rest(opens),
        _ when UserConsent.BeginFrom(state, execution, around.IsUserThere, now) is var from && !(from <= now) => new Rest(from),
        _ when UserConsent.Telling(execution, around.IsUserThere, now) is { } telling => new Tell(telling),
        _ when around.LooksAgainAt(execution.Id) is { } again && again > now => new Rest(again),
        _ => new Begin(execution, execution.NextAction!),
    };

    private static ExecutionDone? Verdict(Execution execution, DateTimeOffset now)
    {
        var failed = execution.Ended.Where(action => action.Outcome is not (ActionOutcome.Succeeded or ActionOutcome.Skipped)).ToList();
        var left = execution.Instruction.Actions.Count - execution.Ended.Count;
        if (left > 0 && ForceStop.At(execution) <= now)
            return new(execution.Id, ExecutionState.TimedOut, $"Ended {ForceStop.Minutes(execution)} minutes after it had begun. Not begun: {left} more.", now, ErrorClass.TimedOut);
        if (left > 0 && !(failed.Count > 0 && execution.Instruction.StopOnFirstError))
            return null;
        // Skipped only when there was nothing to do here at all: a task may hold a package for every kind of computer.
        if (execution.Ended.All(action => action.Outcome == ActionOutcome.Skipped))
            return new(execution.Id, ExecutionState.Skipped, ReasonOf(execution, execution.Ended, left), now);
        return failed.Count == 0
            ? new(execution.Id, ExecutionState.Succeeded, null, now)
            : new(execution.Id, StateOf(failed), ReasonOf(execution, failed, left), now, failed[0].Error);
    }

    private static ExecutionState StateOf(IReadOnlyList<ActionEnded> failed) =>
        failed.Any(action => action.Outcome == ActionOutcome.Cancelled) ? ExecutionState.Cancelled
        : failed.Any(action => action.Outcome == ActionOutcome.TimedOut) ? ExecutionState.TimedOut
        : ExecutionState.Failed;

    private static string ReasonOf(Execution execution, IEnumerable<ActionEnded> failed, int left) =>
        string.Join(" ", failed.Select(action => $"Action {action.Action} ({execution.Action(action.Action).Name}): {action.Reason}"))
        + (left > 0 ? $" Not begun: {left} more." : "");
}

/// <summary>The user is to be told that an attempt begins soon.</summary>
internal sealed record Tell(UserTold Telling) : NextRun;

/// <summary>An action is to begin; the journal must say so before anything starts.</summary>
internal sealed record Begin(Execution Execution, ActionInstruction Action) : NextRun;

/// <summary>An action has begun according to the journal, and this process does not know how it went on.</summary>
internal sealed record CarryOn(Execution Execution, ActionInstruction Action, int Run) : NextRun;

/// <summary>An attempt has its result.</summary>
internal sealed record Finish(ExecutionDone Verdict) : NextRun;

/// <summary>Nothing to run before that moment; null is until the journal changes.</summary>
internal sealed record Rest(DateTimeOffset? Until) : NextRun;
