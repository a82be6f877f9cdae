using Distribution.Agent.Decisions;
using Distribution.Agent.Groups;
using Distribution.Agent.Journals;
using Distribution.Agent.Transfers;

namespace Distribution.Agent.Users;

/// <summary>
/// What the user of the computer may see and say. Whoever can speak to the agent at all may do no more than this: put off within the
/// task's limits, hold once a day within the agent's, take an offer, let begin what is about to, or ask for an ID group that is open to users.
/// </summary>
/// <param name="longestHold">Zero when nothing may be held.</param>
internal sealed class UserDesk(Journal journal, ContentCache cache, SessionPresence presence, GroupRequests groups, TimeSpan longestHold, TimeProvider clock, AgentLog log)
{
    public UserAnswer Answer(UserRequest request)
    {
        if (request.IsSession)
            presence.Seen();
        if (request.Verb is "join" or "joined")
            return AnswerGroup(request);
        string? refusal = null;
        foreach (var record in journal.Decide(state => Decide(state, request, out refusal)))
            log.Write($"The user says: {request.Verb} {(record as UserPostponed)?.Id}{(record as UserAgreed)?.Id}".TrimEnd());
        var (now, present) = (journal.State, presence.Now);
        return new(refusal, [.. now.Open.Where(IsShown).Select(execution => Item(now, execution, present))], now.Hold?.Until > clock.GetUtcNow() ? now.Hold.Until : null);
    }

    private UserAnswer AnswerGroup(UserRequest request)
    {
        var refusal = request.Verb == "join" ? groups.Ask(request.What, request.Password, clock.GetUtcNow()) : null;
        if (request.Verb == "join" && refusal is null)
            log.Write($"The user says: join {request.What}");
        return new(refusal, [], Group: groups.Of(request.What) is { } asked ? asked with { Password = null } : null);
    }

    private IEnumerable<JournalRecord> Decide(JournalState state, UserRequest request, out string? refusal)
    {
        var now = clock.GetUtcNow();
        (JournalRecord? Record, string? Refusal) decided = request.Verb switch
        {
            "look" => (null, null),
            "resume" => (state.Hold?.Until > now ? new HoldEnded(now) : null, null),
            "hold" => UserConsent.Hold(state, longestHold, now),
            "postpone" or "begin" => Find(state, request) is { } execution
                ? request.Verb == "begin" ? (execution.User?.Agreed == true ? null : new UserAgreed(execution.Id, now), null) : UserConsent.Postpone(execution, now)
                : (null, request.What is null ? "Which one? Nothing, or more than one, waits." : $"Nothing that waits is called '{request.What}'."),
            _ => (null, $"'{request.Verb}' is not understood."),
        };
        refusal = decided.Refusal;
        return decided.Record is null ? [] : [decided.Record];
    }

    // By id, or by the beginning of the name where that is one task only.
    private static Execution? Find(JournalState state, UserRequest request)
    {
        var open = state.Open.Where(execution => IsShown(execution) && !execution.HasBegun && IsMeant(execution, request)).Take(2).ToList();
        return open.Count == 1 ? open[0] : null;
    }

    private static bool IsMeant(Execution execution, UserRequest request) => request switch
    {
        { What: { } what } when Guid.TryParse(what, out var id) => execution.Instruction.ExecutionId == id,
        { What: { Length: > 0 } what } => execution.Instruction.TaskName.StartsWith(what, StringComparison.OrdinalIgnoreCase),
        _ => request.Verb == "postpone" ? execution.Instruction.Parameters?.User is not null : execution.Instruction.Parameters?.Offer != true,
    };

    // What is carried out without a word to the user is not his to see.
    private static bool IsShown(Execution execution) =>
        execution is { CancelRequested: false, Damaged: false }
        && (execution.Instruction.Parameters is { User: not null } or { Offer: true } || execution.NextAction?.Settings?.BlockingProcesses is not null);

    private UserItem Item(JournalState state, Execution execution, Surroundings present)
    {
        var now = clock.GetUtcNow();
        var (phase, at) = PhaseOf(state, execution, present, now);
        return new(
            execution.Instruction.ExecutionId, execution.Instruction.TaskName, execution.Instruction.Parameters?.User?.Message, phase, at,
            UserConsent.PostponementsLeft(execution, now), phase == UserPhase.Downloading ? PercentOf(execution) : null,
            phase == UserPhase.Blocked ? presence.BlockingOf(execution.Id) : null);
    }

    private static (UserPhase Phase, DateTimeOffset? At) PhaseOf(JournalState state, Execution execution, Surroundings present, DateTimeOffset now) => execution switch
    {
        { HasBegun: true } => (UserPhase.Running, null),
        { Instruction.Parameters.Offer: true, User: null or { Agreed: false } } => (UserPhase.Offered, null),
        { User.PostponedUntil: { } until } when until > now => (UserPhase.Postponed, until),
        { TransferBegun: true, Transferred: false } => (UserPhase.Downloading, null),
        { User: { BeginsAt: { } begins, Agreed: false } } when begins > now => (UserPhase.Countdown, begins),
        _ when present.LooksAgainAt(execution.Id) > now => (UserPhase.Blocked, null),
        _ => (UserPhase.Waiting, UserConsent.FetchFrom(state, execution, now) is { } from && from > now ? from : execution.Instruction.NotBefore),
    };

    private int PercentOf(Execution execution) => execution.BytesTotal == 0 ? 100 : (int)(100 * execution.Contents.Sum(Fetched) / execution.BytesTotal);

    private long Fetched(Contracts.TaskScheduling.V1.ContentReference content) =>
        new[] { cache.PathOf(content.Sha256), cache.PartOf(content.Sha256) }.Select(path => new FileInfo(path)).Where(file => file.Exists).Select(file => Math.Min(file.Length, content.Size)).FirstOrDefault();
}
