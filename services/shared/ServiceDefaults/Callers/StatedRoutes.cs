using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Distribution.ServiceDefaults;

/// <summary>Holds a service's routes against its list of permissions before the first request can come.</summary>
public sealed class StatedRoutes : IHostedLifecycleService
{
    private IEndpointRouteBuilder? _routes;

    /// <summary>The service's list.</summary>
    public RoutePermissions? Permissions { get; private set; }

    /// <summary>How its routes keep within the groups of a caller who has not all computers.</summary>
    public RouteScopes? Scopes { get; private set; }

    /// <summary>The routes that are mapped, as 'METHOD /pattern'.</summary>
    public IEnumerable<string> Mapped =>
        from endpoint in _routes!.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.DefaultIfEmpty("*") ?? ["*"]
        select $"{method} {PatternOf(endpoint)}";

    /// <summary>Mapped routes of which nobody said who may use them.</summary>
    public IEnumerable<string> Unstated =>
        Mapped.Distinct().Where(route => route.Split(' ', 2) is [var method, var pattern] && Permissions!.Of(method, pattern) is null);

    internal static string PatternOf(RouteEndpoint endpoint) => $"/{endpoint.RoutePattern.RawText?.TrimStart('/')}";

    // Routes are found whatever case a method is written in; what is stated of them is in capitals.
    internal static string MethodOf(HttpContext context) => HttpMethods.GetCanonicalizedValue(context.Request.Method);

    /// <summary>What a request does, in an audit's words: the method and the route.</summary>
    internal static string ActionOf(HttpContext context) =>
        $"{MethodOf(context)} {(context.GetEndpoint() is RouteEndpoint endpoint ? PatternOf(endpoint) : context.Request.Path)}";

    internal void Use(WebApplication app, RoutePermissions permissions, RouteScopes? scopes) => (_routes, Permissions, Scopes) = (app, permissions, scopes);

    Task IHostedLifecycleService.StartingAsync(CancellationToken cancellationToken) =>
        _routes is null || Unstated.ToList() is not [_, ..] unstated
            ? Task.CompletedTask
            : throw new InvalidOperationException($"Permissions.cs does not say who may use {string.Join(", ", unstated)}.");

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedService.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
