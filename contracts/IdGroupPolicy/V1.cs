using Distribution.Contracts.Agents.V1;

namespace Distribution.Contracts.IdGroupPolicy.V1;

/// <summary>A computer has an identity and a queue of its own.</summary>
/// <param name="OperatingSystem">windows, linux or macos.</param>
/// <param name="Architecture">x64, x86 or arm64.</param>
public sealed record ComputerEnrolled(
    Guid ComputerId, long StreamVersion, string Name, string OperatingSystem, string Architecture, DateTimeOffset EnrolledAt);

/// <summary>A computer is connected, and its queue takes instructions: what stood by for want of one may be sent again. Not said at every connection of one that loses them in quick succession.</summary>
/// <param name="QueueWasGone">The queue had to be made anew, and whatever was in the old one is lost.</param>
/// <param name="AgentVersion">Null when the computer came back by enrolling again.</param>
public sealed record ComputerMadeContact(
    Guid ComputerId, long StreamVersion, string? AgentVersion, bool QueueWasGone, DateTimeOffset ContactAt);

/// <summary>A computer left the platform; its queue is gone.</summary>
/// <param name="Reason">Null when an operator removed it.</param>
public sealed record ComputerRemoved(Guid ComputerId, long StreamVersion, DateTimeOffset RemovedAt, string? Reason = null);

/// <summary>Two computers live under this identity at the same time, so a copy was made of one: neither is let in until an operator has looked.</summary>
public sealed record ComputerFenced(Guid ComputerId, long StreamVersion, DateTimeOffset FencedAt);

/// <summary>A computer was told or offered something that no key of the platform vouches for, and did not obey: somebody may have the broker, a cache or the gateway.</summary>
/// <param name="Detail">In words for the operator.</param>
/// <param name="FoundAt">By the computer's clock.</param>
public sealed record SecurityFindingReported(Guid ComputerId, long StreamVersion, FindingKind Kind, string Detail, DateTimeOffset FoundAt);

/// <summary>The identity is let in again.</summary>
public sealed record ComputerFenceLifted(Guid ComputerId, long StreamVersion, DateTimeOffset LiftedAt);

/// <summary>An ID group exists.</summary>
public sealed record GroupCreated(Guid GroupId, long StreamVersion, string Name, DateTimeOffset CreatedAt);

/// <summary>An ID group has another name.</summary>
public sealed record GroupRenamed(Guid GroupId, long StreamVersion, string Name, DateTimeOffset RenamedAt);

/// <summary>An ID group is being removed: it takes no new member, and its members leave one after another.</summary>
public sealed record GroupRemovalStarted(Guid GroupId, long StreamVersion, DateTimeOffset StartedAt);

/// <summary>An ID group is gone; its members are told by <see cref="ComputerLeftGroup"/>.</summary>
public sealed record GroupRemoved(Guid GroupId, long StreamVersion, DateTimeOffset RemovedAt);

/// <summary>Whoever is a member of the inner ID group is one of the outer group too, which <see cref="ComputerJoinedGroup"/> tells of each; the version counts over all groups.</summary>
public sealed record GroupNested(Guid OuterGroupId, Guid InnerGroupId, long StreamVersion, DateTimeOffset NestedAt);

/// <summary>The outer ID group no longer contains the inner one; whoever was a member through it alone leaves; the version counts over all groups.</summary>
public sealed record GroupUnnested(Guid OuterGroupId, Guid InnerGroupId, long StreamVersion, DateTimeOffset UnnestedAt);

/// <summary>A computer is a member of an ID group from now on; the version counts within this pair.</summary>
public sealed record ComputerJoinedGroup(Guid GroupId, Guid ComputerId, long StreamVersion, DateTimeOffset JoinedAt);

/// <summary>A computer is no longer a member of an ID group; the version counts within this pair.</summary>
public sealed record ComputerLeftGroup(Guid GroupId, Guid ComputerId, long StreamVersion, DateTimeOffset LeftAt);

/// <summary>A policy is being applied to all computers, because somebody asked for it; who joins is told by <see cref="ComputerJoinedGroup"/>.</summary>
public sealed record PolicyApplicationStarted(Guid PolicyId, Guid ApplicationId, long StreamVersion, DateTimeOffset StartedAt);

/// <summary>Which part of a security policy is enforced automatically (domain 2.7).</summary>
public enum Enforcement
{
    MissingUpdates,
    MandatorySoftware,
    ProhibitedSoftware,
}

/// <summary>Computers violate a security policy whose enforcement is automatic: what is named here is to be installed on them, or removed from them.</summary>
/// <param name="CountermeasureId">Chosen by the sender, one for each remedy and set of computers; the task that is made of it has this id, so that a repeat makes no second one.</param>
/// <param name="StreamVersion">The version of the policy by which they were judged: what is older than an <see cref="EnforcementUnset"/> makes no task.</param>
/// <param name="Name">What the task is called: 1 to 256 characters.</param>
/// <param name="ComputerIds">1 to 100,000 of them.</param>
/// <param name="PackageId">What to install; null for a removal that needs no package.</param>
/// <param name="SoftwareName">What to remove, by the platform's own name; null for an installation.</param>
/// <param name="UninstallCommand">How to remove it, where the platform's own way will not do.</param>
/// <param name="GroupId">The ID group through which the policy reaches them; null when it is none.</param>
public sealed record CountermeasureWanted(
    Guid CountermeasureId, Guid PolicyId, long StreamVersion, Enforcement Enforcement, string Name, IReadOnlyList<Guid> ComputerIds,
    Guid? PackageId, string? SoftwareName, string? UninstallCommand, Guid? GroupId, DateTimeOffset WantedAt);

/// <summary>A security policy is not enforced automatically any more: its countermeasures are called off, and their tasks leave the list (domain 2.5).</summary>
/// <param name="StreamVersion">The policy's version; countermeasures wanted by a later one stay.</param>
/// <param name="Enforcement">The part that is unset; null is every part, such as when the policy is removed.</param>
/// <param name="GroupId">The ID group from which the policy was taken; null is everywhere.</param>
public sealed record EnforcementUnset(
    Guid PolicyId, long StreamVersion, Enforcement? Enforcement, Guid? GroupId, DateTimeOffset UnsetAt);

/// <summary>A security policy was set, changed, removed, assigned to an ID group or taken from one; whom it concerns is judged anew.</summary>
public sealed record SecurityPolicyChanged(Guid PolicyId, long StreamVersion, DateTimeOffset ChangedAt);

/// <summary>The same countermeasure was taken on a computer again and again without an effect; it is taken no more until the package or the policy changes.</summary>
/// <param name="StreamVersion">Counts within this pair of policy and computer.</param>
/// <param name="Subject">The software's name, or the update's document number.</param>
/// <param name="Times">How often it was taken within 24 hours.</param>
public sealed record CountermeasureSuppressed(
    Guid PolicyId, Guid ComputerId, long StreamVersion, Enforcement Enforcement, string Subject, int Times, DateTimeOffset SuppressedAt);
