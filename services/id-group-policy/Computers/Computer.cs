namespace Distribution.IdGroupPolicy.Computers;

/// <summary>A computer got its identity; only the SHA-256 of its secret is kept.</summary>
/// <param name="EnrolmentKeyId">The key with which it came.</param>
public sealed record ComputerEnrolled(
    Guid ComputerId, string Name, string OperatingSystem, string Architecture, string SecretSha256, Guid EnrolmentKeyId, DateTimeOffset EnrolledAt);

/// <summary>A known computer enrolled again and had changed; its identity and its secret stay.</summary>
public sealed record ComputerReenrolled(
    Guid ComputerId, string Name, string OperatingSystem, string Architecture, DateTimeOffset EnrolledAt, DateTimeOffset ReenrolledAt);

/// <summary>A computer left the platform.</summary>
public sealed record ComputerRemoved(Guid ComputerId, DateTimeOffset RemovedAt);

/// <summary>One computer with an identity of its own.</summary>
public sealed record Computer(
    Guid Id, string Name, string OperatingSystem, string Architecture, string SecretSha256, DateTimeOffset EnrolledAt, DateTimeOffset? RemovedAt)
{
    public static Computer? Evolve(Computer? state, object @event) => @event switch
    {
        ComputerEnrolled e => new(e.ComputerId, e.Name, e.OperatingSystem, e.Architecture, e.SecretSha256, e.EnrolledAt, null),
        ComputerReenrolled e => state! with { Name = e.Name, OperatingSystem = e.OperatingSystem, Architecture = e.Architecture },
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

    public static object[] Remove(Computer? state, DateTimeOffset now) =>
        state is { RemovedAt: null } ? [new ComputerRemoved(state.Id, now)] : [];

    /// <summary>Whether the broker lets this computer in with this secret.</summary>
    public bool MayConnect(string secret) => RemovedAt is null && HasSecret(secret);

    private bool HasSecret(string secret) => Secret.Matches(secret, SecretSha256);
}
