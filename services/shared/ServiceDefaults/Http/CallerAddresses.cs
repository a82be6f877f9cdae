using System.Net;
using Microsoft.AspNetCore.Http;

namespace Distribution.ServiceDefaults;

/// <summary>From where a request comes.</summary>
public static class CallerAddresses
{
    /// <summary>
    /// The address that the gateway saw, else that of the connection. The services listen behind the gateway only, which overwrites
    /// what a caller says of itself; of several addresses the last is the one that a proxy of ours has seen.
    /// </summary>
    public static IPAddress? CallerAddress(this HttpContext context)
    {
        var told = context.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim();
        var address = IPAddress.TryParse(told, out var forwarded) ? forwarded : context.Connection.RemoteIpAddress;
        return address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
    }
}
