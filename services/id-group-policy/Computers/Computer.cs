using Distribution.Contracts.Agents.V1;

namespace Distribution.IdGroupPolicy.Computers;

/// <summary>A computer got its identity; only the SHA-256 of its secret is kept.</summary>
/// <param name="EnrolmentKeyId">The key with which it came.</param>
public sealed record ComputerEnrolled(
    Guid ComputerId, string Name, string OperatingSystem, string Architecture, string SecretSha256, Guid EnrolmentKeyId, DateTimeOffset EnrolledAt);

/// <summary>A known computer enrolled again and had changed; its identity and its secret stay.</summary>
public sealed record ComputerReenrolled(
    Guid ComputerId, string Name, string OperatingSystem, string Architecture, DateTimeOffset EnrolledAt, DateTimeOffset ReenrolledAt);

/// <summary>A computer is connected and its queue is there.</summary>
/// <param name="AgentVersion">Null when it came back by enrolling again.</param>
/// <param name="QueueWasGone">What was in its old queue is lost.</param>
public sealed record ComputerMadeContact(Guid ComputerId, string? AgentVersion, bool QueueWasGone, DateTimeOffset ContactAt);

/// <summary>A computer left the platform.</summary>
/// <param name="Reason">Null when an operator removed it.</param>
public sealed record ComputerRemoved(Guid ComputerId, DateTimeOffset RemovedAt, string? Reason = null);

/// <summary>Two computers live under one identity: a disk was copied. Neither is let in until an operator has looked.</summary>
/// <param name="InstanceIds">The two starts of the agent that spoke in turn.</param>
public sealed record ComputerFenced(Guid ComputerId, IReadOnlyList<Guid> InstanceIds, DateTimeOffset FencedAt);

/// <summary>An operator lets the identity in again.</summary>
public sealed record ComputerFenceLifted(Guid ComputerId, DateTimeOffset LiftedAt);

/// <summary>A computer has another secret; the old one is good for one more day, should the answer have been lost.</summary>
public sealed record ComputerSecretRotated(Guid ComputerId, string SecretSha256, DateTimeOffset RotatedAt);

/// <summary>A computer serves others with content: policies leave it out unless they say otherwise (domain 4.4).</summary>
public sealed record ComputerNamedRelay(Guid ComputerId, DateTimeOffset NamedAt);

/// <summary>A computer serves no others any more.</summary>
public sealed record ComputerNoLongerRelay(Guid ComputerId, DateTimeOffset At);

/// <summary>An operator wants a computer to take another secret at once.</summary>
public sealed record NewSecretOrdered(Guid ComputerId, DateTimeOffset OrderedAt);

/// <summary>A computer was told or offered something that it does not obey, where no execution was meant.</summary>
/// <param name="FoundAt">By the computer's clock.</param>
public sealed record SecurityFindingReported(Guid ComputerId, FindingKind Kind, string Detail, DateTimeOffset FoundAt, DateTimeOffset ReportedAt);

/// <summary>One computer with an identity of its own.</summary>
public sealed record Computer(
    Guid Id, string Name, string OperatingSystem, string Architecture, string SecretSha256, DateTimeOffset EnrolledAt, DateTimeOffset? RemovedAt,
    string? AgentVersion = null, IReadOnlyList<DateTimeOffset>? LastContacts = null, DateTimeOffset? FencedAt = null,
    string? OldSecretSha256 = null, DateTimeOffset? RotatedAt = null, DateTimeOffset? RelaySince = null,
    FindingsOfDay? Findings = null)
{
    private static readonly TimeSpan OldSecretIsGoodFor = TimeSpan.FromDays(1);

    // A computer that loses its connection again and again would fill the log; one that merely comes back twice, as after
    // a broker that fell just after it had enrolled, must be heard both times.
    private const int MostContacts = 3;
    private static readonly TimeSpan ContactWindow = TimeSpan.FromMinutes(1);

    /// <summary>Whether it is neither removed nor fenced.</summary>
    public bool IsAdmitted => RemovedAt is null && FencedAt is null;

    public static Computer? Evolve(Computer? state, object @event) => @event switch
    {
        ComputerEnrolled e => new(e.ComputerId, e.Name, e.OperatingSystem, e.Architecture, e.SecretSha256, e.EnrolledAt, null),
        ComputerReenrolled e => state! with { Name = e.Name, OperatingSystem = e.OperatingSystem, Architecture = e.Architecture },
        ComputerMadeContact e => state! with
        {
            AgentVersion = e.AgentVersion ?? state.AgentVersion,
            LastContacts = [.. (state.LastContacts ?? []).TakeLast(MostContacts - 1), e.ContactAt],
        },
        ComputerSecretRotated e => state! with { SecretSha256 = e.SecretSha256, OldSecretSha256 = state.SecretSha256, RotatedAt = e.RotatedAt },
        SecurityFindingReported e => state! with { Findings = FindingsOfDay.After(state.Findings, e) },
        ComputerFenced e => state! with { FencedAt = e.FencedAt },
        ComputerFenceLifted => state! with { FencedAt = null },
        ComputerNamedRelay e => state! with { RelaySince = e.NamedAt },
        ComputerNoLongerRelay => state! with { RelaySince = null },
        ComputerRemoved e => state! with { RemovedAt = e.RemovedAt },
        _ => state,
    };

    public static ComputerEnrolled Enrol(
        Guid id, string name, string operatingSystem, string architecture, string secretSha256, Guid enrolmentKeyId, DateTimeOffset now) =>
        new(id, name, operatingSystem, architecture, secretSha256, enrolmentKeyId, now);

    public static object[] Reenrol(
        Computer? state, string secret, string name, string operatingSystem, string architecture, DateTimeOffset now)
    {
        var known = Identified(state, secret, now);
        return (known.Name, known.OperatingSystem, known.Architecture) == (name, operatingSystem, architecture)
            ? []
            : [new ComputerReenrolled(known.Id, name, operatingSystem, architecture, known.EnrolledAt, now)];
    }

    /// <summary>Takes the secret that the computer has chosen. Repeating it, with the old secret or the new one, changes nothing.</summary>
    /// <exception cref="EnrolmentRefusedException">The secret presented is wrong, or the computer is not let in.</exception>
    public static object[] Rotate(Computer? state, string secret, string newSecretSha256, DateTimeOffset now)
    {
        var known = Identified(state, secret, now);
        if (known.SecretSha256 == newSecretSha256)
            return [];
        // The old one proves who repeats a rotation, but it begins none: a copy of the disk from before must not take over.
        return Secret.Matches(secret, known.SecretSha256)
            ? [new ComputerSecretRotated(known.Id, newSecretSha256, now)]
            : throw new EnrolmentRefusedException(EnrolmentRefusal.WrongCredentials);
    }

    /// <summary>Wants another secret; the present one stays good until the computer has taken it.</summary>
    /// <exception cref="CommandRefusedException">Nobody is let in under this identity.</exception>
    public static object[] OrderNewSecret(Computer state, DateTimeOffset now) => state switch
    {
        { RemovedAt: not null } => throw new NotFoundException("computer", state.Id),
        { FencedAt: not null } => throw new CommandRefusedException("Two computers have this identity; lift the fence first."),
        _ => [new NewSecretOrdered(state.Id, now)],
    };

    /// <summary>The computer is there. A queue that was gone is always told, since what was in it has to come again.</summary>
    public static object[] MakeContact(Computer? state, string? agentVersion, bool queueWasGone, DateTimeOffset now) => state switch
    {
        not { IsAdmitted: true } => [],
        { LastContacts: { Count: MostContacts } last } when !queueWasGone && now - last[0] < ContactWindow => [],
        _ => [new ComputerMadeContact(state.Id, agentVersion, queueWasGone, now)],
    };

    /// <summary>Lets nobody in under this identity.</summary>
    public static object[] Fence(Computer? state, IReadOnlyList<Guid> instanceIds, DateTimeOffset now) =>
        state is { IsAdmitted: true } ? [new ComputerFenced(state.Id, instanceIds, now)] : [];

    /// <summary>Takes what the computer found. A repeat decides nothing, and neither does what is more than a day may hold: agents are outside our trust.</summary>
    public static object[] Find(Computer? state, FindingKind kind, string detail, DateTimeOffset at, DateTimeOffset now) =>
        state is { RemovedAt: null } && FindingsOfDay.Takes(state.Findings, at, now) ? [new SecurityFindingReported(state.Id, kind, detail, at, now)] : [];

    /// <summary>Lets the identity in again.</summary>
    public static object[] LiftFence(Computer? state, DateTimeOffset now) =>
        state is { RemovedAt: null, FencedAt: not null } ? [new ComputerFenceLifted(state.Id, now)] : [];

    /// <summary>Says whether it serves others with content.</summary>
    public static object[] NameRelay(Computer? state, bool isRelay, DateTimeOffset now) => state switch
    {
        { RemovedAt: null, RelaySince: null } when isRelay => [new ComputerNamedRelay(state.Id, now)],
        { RemovedAt: null, RelaySince: not null } when !isRelay => [new ComputerNoLongerRelay(state.Id, now)],
        _ => [],
    };

    public static object[] Remove(Computer? state, DateTimeOffset now, string? reason = null) =>
        state is { RemovedAt: null } ? [new ComputerRemoved(state.Id, now, reason)] : [];

    /// <summary>Whether the broker lets this computer in with this secret.</summary>
    public bool MayConnect(string secret, DateTimeOffset now) => IsAdmitted && HasSecret(secret, now);

    // An unknown computer and a wrong secret are refused in the same words, so that nobody can ask which ids exist.
    private static Computer Identified(Computer? state, string secret, DateTimeOffset now) =>
        state is null || !state.HasSecret(secret, now) ? throw new EnrolmentRefusedException(EnrolmentRefusal.WrongCredentials)
        : state.RemovedAt is not null ? throw new EnrolmentRefusedException(EnrolmentRefusal.ComputerRemoved)
        : state.FencedAt is not null ? throw new EnrolmentRefusedException(EnrolmentRefusal.ComputerFenced)
        : state;

    private bool HasSecret(string secret, DateTimeOffset now) =>
        Secret.Matches(secret, SecretSha256)
        || (OldSecretSha256 is not null && now - RotatedAt < OldSecretIsGoodFor && Secret.Matches(secret, OldSecretSha256));
}

/// <summary>What a computer found on the present day.</summary>
/// <param name="Last">When the computer found the latest, by its clock: findings come in order, so an older one is a repeat. Never later than it was
/// reported: one that is dated in the future must not pass all that follow off as repeats.</param>
/// <param name="Found">The latest as the computer dated it: its own repeat bears the same moment, be that to come; null is <paramref name="Last"/>.</param>
public sealed record FindingsOfDay(DateTimeOffset Last, DateTimeOffset Day, int Count, DateTimeOffset? Found = null)
{
    private const int MostInADay = 100;

    internal static bool Takes(FindingsOfDay? before, DateTimeOffset at, DateTimeOffset now) =>
        before is null || (at > before.Last && at != before.Found && (before.Count < MostInADay || now.UtcDateTime.Date != before.Day.UtcDateTime.Date));

    internal static FindingsOfDay After(FindingsOfDay? before, SecurityFindingReported e) => new(
        e.FoundAt < e.ReportedAt ? e.FoundAt : e.ReportedAt, e.ReportedAt, before is not null && before.Day.UtcDateTime.Date == e.ReportedAt.UtcDateTime.Date ? before.Count + 1 : 1, e.FoundAt);
}
