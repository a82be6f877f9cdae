using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Distribution.Proxy;

/// <summary>
/// A replica that has just died is still taken for a living one until the next health checks. What it did not take, another one is
/// asked: any request when the connection was refused, since nothing of it was sent, and one that only reads when no answer came.
/// </summary>
internal static class OtherReplicas
{
    public static async Task AskAsync(HttpContext context, Func<Task> next)
    {
        var proxy = context.GetReverseProxyFeature();
        var (ready, asked) = (proxy.AvailableDestinations, new HashSet<DestinationState>());
        await next();
        while (MayBeAskedAgain(context) && proxy.ProxiedDestination is { } silent && asked.Add(silent)
            && Others(ready, proxy.AllDestinations, asked) is { Count: > 0 } others)
        {
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.Clear();
            proxy.AvailableDestinations = others;
            await next();
        }
    }

    private static bool MayBeAskedAgain(HttpContext context) =>
        context.GetForwarderErrorFeature() is { Error: ForwarderError.Request } failure
        && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested
        && (failure.Exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }
            || HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method));

    // Those that are ready first; one that seemed not to be is better than none.
    private static List<DestinationState> Others(IEnumerable<DestinationState> ready, IEnumerable<DestinationState> all, HashSet<DestinationState> asked) =>
        ready.Except(asked).ToList() is { Count: > 0 } others ? others : [.. all.Except(asked)];
}
