using Distribution.Agent.Journals;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Decisions;

/// <summary>Whether the user of the computer lets an attempt go on, and what he may say to it (domain 2.8, 2.9, 3.10).</summary>
internal static class UserConsent
{
    private static readonly TimeSpan usualCountdown = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan usualPostponement = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan usualDeadline = TimeSpan.FromDays(3);

    /// <summary>One hold a day, so that holding again and again is no refusal for ever.</summary>
    private static readonly TimeSpan betweenHolds = TimeSpan.FromDays(1);

    /// <summary>When content may be fetched; null when only the user's word begins that.</summary>
    public static DateTimeOffset? FetchFrom(JournalState state, Execution execution, DateTimeOffset now) => execution switch
    {
        { HasBegun: true } => now,
        _ when state.Hold?.Until > now => state.Hold.Until,
        { Instruction.Parameters.Offer: true, User: null or { Agreed: false } } => null,
        { User.PostponedUntil: { } until } when until > now => until,
        _ => now,
    };

    /// <summary>When the first action may begin; null when only the user's word begins it. With nobody there nobody is asked (domain 2.8).</summary>
    public static DateTimeOffset? BeginFrom(JournalState state, Execution execution, bool isUserThere, DateTimeOffset now) => execution switch
    {
        _ when FetchFrom(state, execution, now) is var from && !(from <= now) => from,
        { HasBegun: true } or { Instruction.Parameters.User: null } or { User.Agreed: true } => now,
        { User.BeginsAt: { } begins } when isUserThere && begins > now => begins,
        _ => now,
    };

    /// <summary>Whether the user must be told before the first action, and when it then begins; null when not.</summary>
    public static UserTold? Telling(Execution execution, bool isUserThere, DateTimeOffset now) =>
        execution is { HasBegun: false, Instruction.Parameters.User: { } user, User: null or { BeginsAt: null, Agreed: false } } && isUserThere
            ? new(execution.Id, now + (Seconds(user.CountdownSeconds) ?? usualCountdown), now)
            : null;

    /// <summary>How often an attempt may still be put off.</summary>
    public static int PostponementsLeft(Execution execution, DateTimeOffset now) => execution is { HasBegun: false, Instruction.Parameters.User: { } user } && now < DeadlineOf(execution, user)
        ? Math.Max(0, (user.Postponements ?? 0) - (execution.User?.Postponements ?? 0))
        : 0;

    /// <returns>What is written, or why the user may not.</returns>
    public static (JournalRecord? Record, string? Refusal) Postpone(Execution execution, DateTimeOffset now)
    {
        if (PostponementsLeft(execution, now) == 0)
            return (null, $"{execution.Instruction.TaskName} cannot be put off any more.");
        var user = execution.Instruction.Parameters!.User!;
        var until = now + (user.PostponeMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : usualPostponement);
        var deadline = DeadlineOf(execution, user);
        return (new UserPostponed(execution.Id, until < deadline ? until : deadline, now), null);
    }

    /// <returns>What is written, or why the user may not.</returns>
    public static (JournalRecord? Record, string? Refusal) Hold(JournalState state, TimeSpan longest, DateTimeOffset now) => state.Hold switch
    {
        _ when longest <= TimeSpan.Zero => (null, "Work may not be held on this computer."),
        { } hold when hold.Until > now => (null, $"Work is held until {hold.Until:u} already."),
        { } hold when hold.At + betweenHolds > now => (null, $"Work was held at {hold.At:u}; it may be held again from {hold.At + betweenHolds:u}."),
        _ => (new HoldBegun(now + longest, now), null),
    };

    private static DateTimeOffset DeadlineOf(Execution execution, UserParameters user)
    {
        var deadline = execution.ReceivedAt + (user.DeadlineMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : usualDeadline);
        return execution.Instruction.ExpiresAt is { } expires && expires < deadline ? expires : deadline;
    }

    private static TimeSpan? Seconds(int? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;
}
