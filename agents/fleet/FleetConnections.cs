using Distribution.Agent.Connections;
using Distribution.Agent.Trust;

namespace Distribution.Fleet;

/// <summary>All connections of the fleet: a few that computers share, or one for each computer.</summary>
internal sealed class FleetConnections(Gate gate, FleetOptions options, Figures figures, TimeProvider clock, CancellationToken stop)
{
    private readonly List<FleetConnection> _connections = [];
    private readonly List<Task> _running = [];
    private int _next;

    /// <summary>Switches computers on.</summary>
    public void Add(IEnumerable<Identity> identities)
    {
        foreach (var identity in identities)
            ConnectionFor(identity).Add(new(identity, options, figures, clock));
    }

    /// <summary>Ends when the token has ended every connection.</summary>
    public Task EndAsync() => Task.WhenAll(_running);

    private FleetConnection ConnectionFor(Identity identity)
    {
        if (options.Broker is not null && _connections.Count == options.Connections)
            return _connections[_next++ % _connections.Count];
        var connection = new FleetConnection(options.Broker is null ? identity : null, gate, options, figures, clock);
        _connections.Add(connection);
        _running.Add(connection.RunAsync(stop));
        return connection;
    }
}
