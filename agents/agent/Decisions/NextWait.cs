using Distribution.Agent.Journals;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Decisions;

/// <summary>What the server is told of attempts that wait: each wait once, and again when its end has changed.</summary>
internal static class NextWait
{
    public static IEnumerable<WaitBegun> Of(JournalState state, DateTimeOffset now, Surroundings? around = null) => state.Open
        .Where(execution => execution is { Running: null, CancelRequested: false, Damaged: false, NextAction: not null })
        .Select(execution => (execution, Wait: Of(state, execution, now, around ?? Surroundings.None)))
        .Where(one => one.Wait is { } wait && (one.execution.Wait is not { } told || (told.For, told.Until) != wait))
        .Select(one => new WaitBegun(one.execution.Id, one.Wait!.Value.For, one.Wait.Value.Until, now));

    private static (WaitingFor For, DateTimeOffset? Until)? Of(JournalState state, Execution execution, DateTimeOffset now, Surroundings around) => execution switch
    {
        { HasBegun: false } when execution.Instruction.ExpiresAt <= now => null,
        _ when UserConsent.FetchFrom(state, execution, now) is var from && !(from <= now) => (WaitingFor.User, from),
        { Transferred: false } when execution.Contents.Any() =>
            Windows.NextTransfer(execution, now) is var opens && !(opens <= now) ? (WaitingFor.Window, opens) : null,
        { HasBegun: false } when execution.Instruction.NotBefore > now => (WaitingFor.Time, execution.Instruction.NotBefore),
        _ when !Timing.HasCome(execution, isGoingDown: false) => (WaitingFor.Time, null),
        _ when Windows.NextBegin(execution, now) is var opens && !(opens <= now) => (WaitingFor.Window, opens),
        _ when UserConsent.BeginFrom(state, execution, around.IsUserThere, now) is var from && !(from <= now) => (WaitingFor.User, from),
        _ when around.LooksAgainAt(execution.Id) > now => (WaitingFor.User, null),
        _ => null,
    };
}
