using System.IO.Enumeration;

namespace Distribution.IdGroupPolicy.Policies;

/// <summary>Which computers a policy catches; a condition that is null catches every computer (domain 4.3).</summary>
/// <param name="NamePattern">The computer's name with * and ?, without regard to case.</param>
/// <param name="OperatingSystem">windows, linux or macos.</param>
/// <param name="Architecture">x64, x86 or arm64.</param>
public sealed record NewComputerCondition(string? NamePattern, string? OperatingSystem, string? Architecture)
{
    /// <summary>Whether a computer is one of those.</summary>
    public bool Catches(string name, string operatingSystem, string architecture) =>
        (NamePattern is null || FileSystemName.MatchesSimpleExpression(NamePattern, name, ignoreCase: true))
        && (OperatingSystem is null || OperatingSystem == operatingSystem)
        && (Architecture is null || Architecture == architecture);
}

/// <summary>Computers that enrol or change from now on join an ID group when the condition catches them.</summary>
public sealed record PolicySet(Guid PolicyId, Guid GroupId, NewComputerCondition Condition, DateTimeOffset SetAt);

/// <summary>A policy is gone; the members that it brought stay (domain 4.4).</summary>
public sealed record PolicyRemoved(Guid PolicyId, DateTimeOffset RemovedAt);

/// <summary>One rule that registers new computers in an ID group.</summary>
public sealed record Policy(Guid Id, Guid GroupId, NewComputerCondition Condition, DateTimeOffset SetAt, DateTimeOffset? RemovedAt)
{
    /// <summary>
    /// The id follows from the group and the condition: the same policy cannot be set twice (domain 4.4), setting it again
    /// after its removal revives it.
    /// </summary>
    public static Guid StreamOf(Guid groupId, NewComputerCondition condition) => DeterministicId.Of(
        "new-computer policy",
        groupId.ToString("D"), condition.NamePattern?.ToUpperInvariant() ?? "", condition.OperatingSystem ?? "", condition.Architecture ?? "");

    public static Policy? Evolve(Policy? state, object @event) => @event switch
    {
        PolicySet e => new(e.PolicyId, e.GroupId, e.Condition, e.SetAt, null),
        PolicyRemoved e => state! with { RemovedAt = e.RemovedAt },
        _ => state,
    };

    public static object[] Set(Policy? state, Guid groupId, NewComputerCondition condition, DateTimeOffset now) =>
        state is { RemovedAt: null } ? [] : [new PolicySet(StreamOf(groupId, condition), groupId, condition, now)];

    public static object[] Remove(Policy? state, DateTimeOffset now) =>
        state is { RemovedAt: null } ? [new PolicyRemoved(state.Id, now)] : [];
}
