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

/// <summary>A computer is a member of an ID group from now on; the version counts within this pair.</summary>
public sealed record ComputerJoinedGroup(Guid GroupId, Guid ComputerId, long StreamVersion, DateTimeOffset JoinedAt);

/// <summary>A computer is no longer a member of an ID group; the version counts within this pair.</summary>
public sealed record ComputerLeftGroup(Guid GroupId, Guid ComputerId, long StreamVersion, DateTimeOffset LeftAt);
