using Microsoft.Extensions.Configuration;
using RabbitMQ.Client;

namespace Distribution.ServiceDefaults;

/// <summary>Where the broker is and as whom the service speaks with it; from the setting RabbitMq:Uri.</summary>
public sealed record BrokerAddress(Uri Uri, string Host, int Port, string VirtualHost, string User, string Password, bool Encrypted)
{
    /// <summary>Reads the setting; without it, a broker on this machine as it is after its installation.</summary>
    /// <exception cref="SettingException">It is no address of a broker.</exception>
    public static BrokerAddress Of(IConfiguration configuration) => configuration.Read("RabbitMq:Uri", Of) ?? Of("amqp://guest:guest@localhost:5672/");

    private static BrokerAddress Of(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("amqp" or "amqps"))
            throw new FormatException("it is no address such as amqp://user:password@host:5672/distribution.");
        // The client knows the rules of these addresses: what is absent, what is escaped.
        var factory = new ConnectionFactory { Uri = uri };
        return new(
            uri, factory.HostName, factory.Port > 0 ? factory.Port : factory.Ssl.Enabled ? 5671 : 5672, factory.VirtualHost,
            factory.UserName, factory.Password, factory.Ssl.Enabled);
    }
}
