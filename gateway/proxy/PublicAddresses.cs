using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Distribution.Proxy;

/// <summary>Services know nothing of the gateway's prefix: it is taken off the way in and put back onto addresses on the way out.</summary>
internal static class PublicAddresses
{
    public static void Apply(TransformBuilderContext route)
    {
        route.AddPathRemovePrefix(ServiceRoutes.Prefix);
        route.AddResponseTransform(context =>
        {
            if (context.ProxyResponse?.Headers.Location is { } location)
                context.HttpContext.Response.Headers.Location = Public(location, context.ProxyResponse.RequestMessage?.RequestUri);
            return ValueTask.CompletedTask;
        });
    }

    // A service that names itself in full would tell clients an address that only the gateway can reach.
    internal static string Public(Uri location, Uri? asked) => location switch
    {
        // On Unix a path alone parses as the address of a file.
        { IsAbsoluteUri: true, IsFile: false } when location.Authority == asked?.Authority => ServiceRoutes.Prefix + location.PathAndQuery,
        { IsAbsoluteUri: true, IsFile: false } => location.OriginalString,
        _ when location.OriginalString.StartsWith('/') => ServiceRoutes.Prefix + location.OriginalString,
        _ => location.OriginalString,
    };
}
