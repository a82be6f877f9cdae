using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Distribution.Proxy;

/// <summary>The id that the gateway gave a request is the one that the service logs, records with its events, and answers.</summary>
internal static class RequestIdsOnTheWay
{
    private const string Header = "X-Request-Id";

    public static void Apply(TransformBuilderContext route)
    {
        route.AddRequestTransform(context =>
        {
            context.ProxyRequest.Headers.Remove(Header);
            context.ProxyRequest.Headers.TryAddWithoutValidation(Header, context.HttpContext.TraceIdentifier);
            return ValueTask.CompletedTask;
        });
        // The service answers it too, and so would a client get it twice.
        route.AddResponseTransform(context =>
        {
            foreach (var name in new[] { Header, "traceparent" })
            {
                if (context.HttpContext.Response.Headers[name] is [var first, _, ..])
                    context.HttpContext.Response.Headers[name] = first;
            }
            return ValueTask.CompletedTask;
        });
    }
}
