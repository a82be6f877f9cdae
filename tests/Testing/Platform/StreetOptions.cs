namespace Distribution.Testing.Platform;

/// <summary>How a street on this machine is to be.</summary>
public sealed record StreetOptions
{
    /// <summary>Where everything lies that the street keeps: databases, broker, content, computers, logs.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether commits wait for the disk and the servers' data is meant to be used again.</summary>
    public bool Lasting { get; init; }

    /// <summary>Whether the broker's management plugin runs.</summary>
    public bool Management { get; init; }

    /// <summary>Whether everything speaks TLS: gateway, services, broker and database, with certificates of an authority of the folder's own.</summary>
    public bool Tls { get; init; }

    /// <summary>The port that the gateway takes if it is free at the first start; null takes any.</summary>
    public int? GatewayPort { get; init; }

    /// <summary>Whether every service and the gateway run twice, the second called NAME-2.</summary>
    public bool Twins { get; init; }

    /// <summary>Told what is being done, in a few words each time.</summary>
    public Action<string> Says { get; init; } = _ => { };
}
