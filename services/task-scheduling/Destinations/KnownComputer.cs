using Distribution.ServiceDefaults;

namespace Distribution.TaskScheduling.Destinations;

/// <summary>The groups room told us of a computer; AsOf is the version of its stream that said so.</summary>
public sealed record ComputerBecameKnown(Guid ComputerId, long AsOf, string Name, string OperatingSystem, string Architecture);

/// <summary>The groups room told us that the computer is gone.</summary>
public sealed record ComputerForgotten(Guid ComputerId, long AsOf);

/// <summary>The computer's inventory told its time zone; AsOf is the inventory's version that said so. Null: it does not know.</summary>
public sealed record ComputerZoneBecameKnown(Guid ComputerId, long AsOf, string? TimeZone);

/// <summary>Local copy of a computer. Messages come in any order and more than once: what is not newer than AsOf decides nothing.</summary>
/// <param name="TimeZone">IANA name of its own zone, from its inventory; null while that is not known.</param>
/// <param name="ZoneAsOf">The version of its inventory that told the zone.</param>
public sealed record KnownComputer(
    Guid Id, Guid ComputerId, long AsOf, bool Removed, string Name, string OperatingSystem, string Architecture, string? TimeZone = null,
    long ZoneAsOf = 0)
{
    /// <summary>The stream of a computer's copy; the computer's own id stays free for other streams.</summary>
    public static Guid IdFor(Guid computerId) => DeterministicId.Of("known-computer", computerId.ToString("D"));

    /// <summary>The next state. Pure.</summary>
    public static KnownComputer? Evolve(KnownComputer? state, object @event) => @event switch
    {
        ComputerBecameKnown e => new(IdFor(e.ComputerId), e.ComputerId, e.AsOf, false, e.Name, e.OperatingSystem, e.Architecture, state?.TimeZone, state?.ZoneAsOf ?? 0),
        ComputerZoneBecameKnown e => (state ?? new(IdFor(e.ComputerId), e.ComputerId, 0, false, "", "", "")) with { TimeZone = e.TimeZone, ZoneAsOf = e.AsOf },
        ComputerForgotten e => new(
            IdFor(e.ComputerId), e.ComputerId, e.AsOf, true, state?.Name ?? "", state?.OperatingSystem ?? "", state?.Architecture ?? ""),
        _ => state,
    };

    /// <summary>Takes what is newer.</summary>
    public static object[] Learn(KnownComputer? state, Guid computerId, long asOf, string name, string system, string architecture) =>
        state?.AsOf >= asOf ? [] : [new ComputerBecameKnown(computerId, asOf, name, system, architecture)];

    /// <summary>Takes a time zone that is another and newer.</summary>
    public static object[] LearnZone(KnownComputer? state, Guid computerId, long asOf, string? timeZone) =>
        state?.ZoneAsOf >= asOf || state?.TimeZone == timeZone ? [] : [new ComputerZoneBecameKnown(computerId, asOf, timeZone)];

    /// <summary>Remembers the removal, so that an older message does not bring the computer back.</summary>
    public static object[] Forget(KnownComputer? state, Guid computerId, long asOf) =>
        state?.AsOf >= asOf ? [] : [new ComputerForgotten(computerId, asOf)];
}
