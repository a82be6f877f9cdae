using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Distribution.Proxy.Access.Callers;

/// <summary>Tells a service who is calling, signed for it alone; how the caller proved it, and what they say of themselves, goes no further.</summary>
internal static class CallersOnTheWay
{
    public static void Apply(TransformBuilderContext route)
    {
        var keys = route.Services.GetRequiredService<CallerKeys>();
        var clock = route.Services.GetRequiredService<TimeProvider>();
        var service = route.Cluster?.Metadata?["Name"] ?? throw new InvalidOperationException($"The cluster of the route {route.Route.RouteId} does not say which service it is (Metadata:Name).");
        route.AddRequestTransform(context =>
        {
            foreach (var header in (string[])[CallerToken.Header, "Authorization", "X-Api-Key", "Cookie"])
                context.ProxyRequest.Headers.Remove(header);
            if (context.HttpContext.RequestServices.GetRequiredService<PresentCaller>().Value is { } caller)
                context.ProxyRequest.Headers.TryAddWithoutValidation(CallerToken.Header, CallerToken.Sign(caller, service, keys, clock.GetUtcNow()));
            return ValueTask.CompletedTask;
        });
    }
}
