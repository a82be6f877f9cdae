namespace Distribution.Testing;

/// <summary>How a private RabbitMQ is to be.</summary>
public sealed record RabbitMqOptions
{
    /// <summary>Where the node keeps everything; existing data is used again. Null: a temporary folder that goes with the node.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The loopback port for AMQP; null takes a free one.</summary>
    public int? Port { get; init; }

    /// <summary>The administrator, created with the data.</summary>
    public string User { get; init; } = "distribution";

    /// <summary>The administrator's password, fixed when the data is created.</summary>
    public string Password { get; init; } = "distribution";

    /// <summary>Whether the management plugin runs (about a second and 60 MB more); it makes virtual hosts and lists queues quickly.</summary>
    public bool Management { get; init; }

    /// <summary>
    /// Base address of the service that answers for users that the broker does not know (RabbitMQ's HTTP authorisation
    /// backend behind its cache): /user, /vhost, /resource and /topic are added. Null knows internal users only.
    /// </summary>
    public Uri? AuthorizationUrl { get; init; }

    /// <summary>The broker's certificate: its ports then speak TLS and nothing else. Null is plain text.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>How long the broker remembers what that service answered.</summary>
    public TimeSpan AuthorizationCache { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Bytes of memory above which publishers are blocked.</summary>
    public long MemoryLimit { get; init; } = 1L << 30;

    /// <summary>Bytes of free disk below which publishers are blocked.</summary>
    public long DiskFreeLimit { get; init; } = 50_000_000;

    /// <summary>Further plugins.</summary>
    public IReadOnlyList<string> Plugins { get; init; } = [];

    /// <summary>Further lines of rabbitmq.conf.</summary>
    public IReadOnlyList<string> Configuration { get; init; } = [];
}
