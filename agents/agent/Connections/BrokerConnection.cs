using RabbitMQ.Client;

namespace Distribution.Agent.Connections;

/// <summary>Opens a connection in one computer's name.</summary>
internal static class BrokerConnection
{
    /// <param name="authority">Whom the broker's certificate must be from; null is whom the system trusts.</param>
    /// <exception cref="PlainBrokerException">There is an authority, and the broker's address is one without TLS.</exception>
    public static async Task<IConnection> Open(Identity identity, PinnedAuthority? authority, CancellationToken ct)
    {
        if (authority is not null && !identity.Broker.Address.StartsWith("amqps:", StringComparison.OrdinalIgnoreCase))
            throw new PlainBrokerException(identity.Broker.Address, authority.Path);
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
        factory.Ssl.ServerName = factory.HostName;
        if (authority is not null)
            factory.Ssl.CertificateValidationCallback = authority.Validate;
        return await factory.CreateConnectionAsync(ct);
    }
}

/// <summary>The server names a broker without TLS to an agent that is pinned to an authority: nothing is said there, not even who this is.</summary>
internal sealed class PlainBrokerException(string address, string authority)
    : IOException($"The broker's address {address} is one without TLS, and this agent trusts only {authority}.");
