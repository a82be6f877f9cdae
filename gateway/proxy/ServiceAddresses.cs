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
        var addresses = Of(configuration, $"{cluster.Metadata?["Service"]}");
        return new(cluster with
        {
            Destinations = addresses.Select((address, i) => (Name: $"{i + 1}", Address: address))
                .ToDictionary(d => d.Name, d => new DestinationConfig { Address = d.Address }),
        });
    }

    /// <summary>Judges the addresses of every service before the first request comes.</summary>
    /// <exception cref="SettingException">One is missing or no address.</exception>
    public static void Judge(IConfiguration configuration)
    {
        foreach (var service in configuration.GetSection("Services").GetChildren())
            Of(configuration, service.Key);
    }

    private static string[] Of(IConfiguration configuration, string service)
    {
        var setting = $"Services:{service}";
        var addresses = configuration[setting]?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        if (addresses.Length == 0)
            throw new SettingException(setting, "names no address.");
        return addresses.FirstOrDefault(address => !Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) is { } wrong
            ? throw new SettingException(setting, $"must name http or https addresses, parted by commas, and one is '{wrong}'.")
            : addresses;
    }

    public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel) => new(route);
}
