using Distribution.Agent.Groups;

namespace Distribution.Agent.Users;

/// <summary>One line of JSON from the session of the user to the agent.</summary>
/// <param name="Verb">look, postpone, begin, hold, resume, join or joined.</param>
/// <param name="What">The execution's id, or the beginning of its task's name; of join and joined the ID group's name; null where a verb needs none, or where there is one only.</param>
/// <param name="IsSession">The session helper asks: somebody is logged on and can be told.</param>
/// <param name="Password">What the ID group of a join asks for.</param>
internal sealed record UserRequest(string Verb, string? What = null, bool IsSession = false, string? Password = null);

/// <summary>The agent's answer, one line of JSON.</summary>
/// <param name="Refusal">Why it was not done; null when it was.</param>
/// <param name="HeldUntil">Until when the user holds what has not begun; null is not.</param>
/// <param name="Group">What became of the request for the ID group that was asked about.</param>
internal sealed record UserAnswer(string? Refusal, IReadOnlyList<UserItem> Items, DateTimeOffset? HeldUntil = null, GroupRequest? Group = null);

/// <summary>One task as the user of the computer sees it.</summary>
/// <param name="At">When it begins, or goes on; null where that is not known.</param>
/// <param name="Percent">Of its content, while that is fetched.</param>
internal sealed record UserItem(
    Guid ExecutionId, string Name, string? Message, UserPhase Phase, DateTimeOffset? At, int PostponementsLeft, int? Percent = null, IReadOnlyList<string>? Blocking = null);

/// <summary>Where a task stands, in the user's terms.</summary>
internal enum UserPhase
{
    /// <summary>He may install it.</summary>
    Offered,
    Downloading,
    Waiting,

    /// <summary>He put it off.</summary>
    Postponed,

    /// <summary>It begins when the countdown ends.</summary>
    Countdown,

    /// <summary>He is to end programs first.</summary>
    Blocked,
    Running,
}
