using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Distribution.Proxy;

/// <summary>
/// From where a request comes, for limits, sessions and the audit: what the connection says. What a header says counts only as far as
/// proxies have written it that the settings name; else everybody could come from wherever they like.
/// </summary>
internal static class TrustedProxies
{
    private const string Setting = "Access:TrustedProxies";

    public static void AddTrustedProxies(this WebApplicationBuilder builder)
    {
        if (builder.Configuration.Read(Setting, Parse) is not { Count: > 0 } networks)
            return;
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
            // As far back as each of them is trusted: there may be several in a row.
            options.ForwardLimit = null;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in networks)
                options.KnownIPNetworks.Add(network);
        });
    }

    public static void UseTrustedProxies(this WebApplication app)
    {
        // Without a known proxy that middleware would believe everybody.
        if (app.Configuration.Read(Setting, Parse) is { Count: > 0 })
            app.UseForwardedHeaders();
        app.Use((context, next) =>
        {
            // What is left of it nobody vouches for.
            context.Request.Headers.Remove(ForwardedHeadersDefaults.XForwardedForHeaderName);
            return next(context);
        });
    }

    private static List<IPNetwork> Parse(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Network)];

    private static IPNetwork Network(string text) =>
        IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : IPNetwork.TryParse(text, out var network) ? network
        : throw new FormatException($"'{text}' is neither an address nor a network such as 10.1.0.0/16 (with nothing behind the prefix).");
}
