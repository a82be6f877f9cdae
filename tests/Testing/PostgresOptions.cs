namespace Distribution.Testing;

/// <summary>How a private PostgreSQL is to be.</summary>
public sealed record PostgresOptions
{
    /// <summary>Where the data lies; existing data is used again. Null: a temporary folder that goes with the server.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The loopback port; null takes a free one.</summary>
    public int? Port { get; init; }

    /// <summary>Whether a commit waits for the disk, as in production. Tests that kill no server need not wait.</summary>
    public bool Durable { get; init; }

    /// <summary>The password of the user 'distribution', fixed when the data is created; null lets everybody on this machine in.</summary>
    public string? Password { get; init; }

    /// <summary>The server's certificate: whoever connects without TLS is then refused. Null is plain text.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>Further settings of postgresql.conf.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
