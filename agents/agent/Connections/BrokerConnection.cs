using RabbitMQ.Client;

namespace Distribution.Agent.Connections;

/// <summary>Opens a connection in one computer's name.</summary>
internal static class BrokerConnection
{
    public static async Task<IConnection> Open(Identity identity, CancellationToken ct)
    {
        var factory = new ConnectionFactory
        {
            Uri = new Uri(identity.Broker.Address),
            UserName = identity.Broker.User,
            Password = identity.Secret,
            ClientProvidedName = $"distribution-agent {identity.ComputerId:D}",
            RequestedHeartbeat = TimeSpan.FromSeconds(60),
            RequestedConnectionTimeout = TimeSpan.FromSeconds(30),
            // The client's own recovery comes back at fixed intervals; a whole fleet doing that is a stampede.
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
        };
        return await factory.CreateConnectionAsync(ct);
    }
}
