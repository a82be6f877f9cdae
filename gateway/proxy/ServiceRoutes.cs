using Distribution.Proxy.Access.Callers;
using Microsoft.AspNetCore.Mvc;
using Yarp.ReverseProxy.Forwarder;

namespace Distribution.Proxy;

/// <summary>
/// The public paths of the services. Routes are data (appsettings.json) and name each public path on its own: what is
/// not listed, such as a service's health or its answers to the broker, cannot be reached from outside.
/// </summary>
internal static class ServiceRoutes
{
    /// <summary>What every public path of a service begins with at the gateway, and nowhere else.</summary>
    public const string Prefix = "/api";

    public static void AddServiceRoutes(this WebApplicationBuilder builder)
    {
        // Beneath everything else, so that a settings file, the environment or an argument may change any of it.
        using var routes = typeof(ServiceRoutes).Assembly.GetManifestResourceStream("appsettings.json")!;
        builder.Configuration.Sources.Insert(0, new ChainedConfigurationSource
        {
            Configuration = new ConfigurationBuilder().AddJsonStream(routes).Build(),
            ShouldDisposeConfiguration = true,
        });
        ServiceAddresses.Judge(builder.Configuration);
        builder.Services.AddReverseProxy()
            .LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"))
            .AddConfigFilter<ServiceAddresses>()
            .AddTransforms(PublicAddresses.Apply)
            .AddTransforms(RequestIdsOnTheWay.Apply)
            .AddTransforms(CallersOnTheWay.Apply);
    }

    public static void MapServiceRoutes(this WebApplication app)
    {
        app.MapReverseProxy(proxy =>
        {
            proxy.Use(ExplainFailure);
            proxy.Use(EndWithTheGateway);
            proxy.Use(OtherReplicas.AskAsync);
            proxy.UseLoadBalancing();                   // among the replicas that are ready, or all when none seems to be
        });
        app.Map($"{Prefix}/{{**path}}", () => TypedResults.StatusCode(StatusCodes.Status404NotFound));
    }

    // A stream of changes never ends by itself and would hold up the gateway's own end; browsers come back with their place in it.
    private static async Task EndWithTheGateway(HttpContext context, Func<Task> next)
    {
        var isStream = context.GetReverseProxyFeature().Route.Config.RouteId == "changes";
        var stopping = isStream ? context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping : CancellationToken.None;
        await using var end = stopping.Register(context.Abort);
        await next();
    }

    // The proxy itself answers a failure with a bare status; a client needs to know which service, and whether to try again.
    private static async Task ExplainFailure(HttpContext context, Func<Task> next)
    {
        await next();
        if (context.GetForwarderErrorFeature() is not { } failure || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
            return;
        var service = context.GetReverseProxyFeature().Cluster.Config.ClusterId;
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ServiceRoutes))
            .LogWarning(failure.Exception, "{Service} gave no answer to {Method} {Path}: {Error}.", service, context.Request.Method, context.Request.Path, failure.Error);
        if (failure.Error is ForwarderError.Request or ForwarderError.NoAvailableDestinations)
            context.Response.Headers.RetryAfter = "2";
        await TypedResults.Problem(new ProblemDetails
        {
            Status = context.Response.StatusCode,
            Detail = $"The gateway got no answer from {service} ({failure.Error}).",
            Instance = context.Request.Path,
            Extensions = { ["requestId"] = context.TraceIdentifier },
        }).ExecuteAsync(context);
    }
}
