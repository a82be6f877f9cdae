using Distribution.EventStore;

namespace Distribution.ServiceDefaults.Tests.Sample;

public sealed record LampInstalled(Guid LampId, string Name);

public sealed record LampSwitched(Guid LampId, int Times);

public sealed record LampDimmed(Guid LampId, int Level);

public sealed record LampCommanded(Guid LampId, string Queue);

public sealed record EchoHeard(Guid EchoId, Guid LampId);

/// <summary>The smallest thing that has rules.</summary>
public sealed record Lamp(Guid Id, string Name, int Times)
{
    public static Lamp? Evolve(Lamp? state, object @event) => @event switch
    {
        LampInstalled e => new(e.LampId, e.Name, 0),
        LampSwitched e => state! with { Times = e.Times },
        _ => state,
    };

    public static object[] Install(Lamp? state, Guid id, string name) => state switch
    {
        null => [new LampInstalled(id, name)],
        _ when state.Name == name => [],
        _ => throw new CommandRefusedException("Another lamp has this id."),
    };

    public static object[] Switch(Lamp? state, Guid id) =>
        state is null ? throw new NotFoundException("lamp", id) : [new LampSwitched(id, state.Times + 1)];
}

public sealed record Echo(Guid Id)
{
    public static Echo? Evolve(Echo? state, object @event) => @event is EchoHeard e ? new(e.EchoId) : state;
}

public sealed partial class LampProjection : SingleStreamProjection<Lamp, Guid>
{
    public override Lamp? Evolve(Lamp? snapshot, Guid id, IEvent e) => Lamp.Evolve(snapshot, e.Data);
}

public sealed partial class EchoProjection : SingleStreamProjection<Echo, Guid>
{
    public override Echo? Evolve(Echo? snapshot, Guid id, IEvent e) => Echo.Evolve(snapshot, e.Data);
}
