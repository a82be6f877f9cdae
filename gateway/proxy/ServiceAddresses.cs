using Yarp.ReverseProxy.Configuration;

namespace Distribution.Proxy;

/// <summary>
/// Gives each cluster the addresses that the settings name: <c>Services:Packages</c> and so on, several replicas
/// separated by commas. The cluster's metadata <c>Service</c> says which setting is its own.
/// </summary>
internal sealed class ServiceAddresses(IConfiguration configuration) : IProxyConfigFilter
{
    public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancel)
    {
        var setting = $"Services:{cluster.Metadata?["Service"]}";
        var addresses = configuration[setting]?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        if (addresses.Length == 0)
            throw new InvalidOperationException($"The setting {setting} names no address.");
        return new(cluster with
        {
            Destinations = addresses.Select((address, i) => (Name: $"{i + 1}", Address: address))
                .ToDictionary(d => d.Name, d => new DestinationConfig { Address = d.Address }),
        });
    }

    public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel) => new(route);
}
