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
public sealed record ComputerRemoved(Guid ComputerId, DateTimeOffset RemovedAt);

/// <summary>One computer with an identity of its own.</summary>
public sealed record Computer(
    Guid Id, string Name, string OperatingSystem, string Architecture, string SecretSha256, DateTimeOffset EnrolledAt, DateTimeOffset? RemovedAt,
    string? AgentVersion = null, IReadOnlyList<DateTimeOffset>? LastContacts = null)
{
    // A computer that loses its connection again and again would fill the log; one that merely comes back twice, as after
    // a broker that fell just after it had enrolled, must be heard both times.
    private const int MostContacts = 3;
    private static readonly TimeSpan ContactWindow = TimeSpan.FromMinutes(1);

    /// <summary>When it was heard of last; null before its first contact.</summary>
    public DateTimeOffset? LastContactAt => LastContacts is [.., var last] ? last : null;

    public static Computer? Evolve(Computer? state, object @event) => @event switch
    {
        ComputerEnrolled e => new(e.ComputerId, e.Name, e.OperatingSystem, e.Architecture, e.SecretSha256, e.EnrolledAt, null),
        ComputerReenrolled e => state! with { Name = e.Name, OperatingSystem = e.OperatingSystem, Architecture = e.Architecture },
        ComputerMadeContact e => state! with
        {
            AgentVersion = e.AgentVersion ?? state.AgentVersion,
            LastContacts = [.. (state.LastContacts ?? []).TakeLast(MostContacts - 1), e.ContactAt],
        },
        ComputerRemoved e => state! with { RemovedAt = e.RemovedAt },
        _ => state,
    };

    public static ComputerEnrolled Enrol(
        Guid id, string name, string operatingSystem, string architecture, string secretSha256, Guid enrolmentKeyId, DateTimeOffset now) =>
        new(id, name, operatingSystem, architecture, secretSha256, enrolmentKeyId, now);

    // An unknown computer and a wrong secret are refused in the same words, so that nobody can ask which ids exist.
    public static object[] Reenrol(
        Computer? state, string secret, string name, string operatingSystem, string architecture, DateTimeOffset now)
    {
        if (state is null || !state.HasSecret(secret))
            throw new EnrolmentRefusedException(EnrolmentRefusal.WrongCredentials);
        if (state.RemovedAt is not null)
            throw new EnrolmentRefusedException(EnrolmentRefusal.ComputerRemoved);
        return (state.Name, state.OperatingSystem, state.Architecture) == (name, operatingSystem, architecture)
            ? []
            : [new ComputerReenrolled(state.Id, name, operatingSystem, architecture, state.EnrolledAt, now)];
    }

    /// <summary>The computer is there. A queue that was gone is always told, since what was in it has to come again.</summary>
    public static object[] MakeContact(Computer? state, string? agentVersion, bool queueWasGone, DateTimeOffset now) => state switch
    {
        null or { RemovedAt: not null } => [],
        { LastContacts: { Count: MostContacts } last } when !queueWasGone && now - last[0] < ContactWindow => [],
        _ => [new ComputerMadeContact(state.Id, agentVersion, queueWasGone, now)],
    };

    public static object[] Remove(Computer? state, DateTimeOffset now) =>
        state is { RemovedAt: null } ? [new ComputerRemoved(state.Id, now)] : [];

    /// <summary>Whether the broker lets this computer in with this secret.</summary>
    public bool MayConnect(string secret) => RemovedAt is null && HasSecret(secret);

    private bool HasSecret(string secret) => Secret.Matches(secret, SecretSha256);
}
