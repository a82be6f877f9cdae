using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Distribution.ServiceDefaults;

/// <summary>What every service of this house does alike.</summary>
public static class ServiceRegistration
{
    private const int FewestThreads = 8;

    /// <summary>Telemetry, health, problem+json, request ids, JSON. The name is the service's folder, queue prefix and telemetry name.</summary>
    public static void AddServiceDefaults(this WebApplicationBuilder builder, string name)
    {
        // What the daemon reads and writes in long stretches must not keep the few threads of a small machine from answering requests.
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, FewestThreads), completions);
        // Beneath everything else, so that any settings may say otherwise: a line per request, health checks included, hides what matters.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = [new("Logging:LogLevel:Microsoft.AspNetCore", "Warning")],
        });
        // Above everything else: what is mounted as a secret is what is meant.
        if (builder.Configuration[Settings.Folder] is { Length: > 0 } folder)
        {
            if (!Directory.Exists(folder))
                throw new SettingException(Settings.Folder, $"names '{folder}', which is no folder.");
            builder.Configuration.AddKeyPerFile(Path.GetFullPath(folder), optional: false);
        }

        builder.Services.AddSingleton(new ServiceName(name));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddScoped<Correlation>();
        builder.Services.AddSingleton(CallerKeys.Parse(builder.Configuration[CallerKeys.Setting]));
        builder.Services.AddSingleton<CallerFromGateway>();
        builder.Services.AddScoped<PresentCaller>();
        builder.Services.AddScoped(services => services.GetRequiredService<PresentCaller>().Value ?? throw new NotAuthenticatedException("Nobody is calling."));
        builder.Services.AddSingleton<StatedRoutes>();
        builder.Services.AddHostedService(services => services.GetRequiredService<StatedRoutes>());
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddHealthChecks();
        builder.Services.ConfigureHttpJsonOptions(options => HouseJson.Configure(options.SerializerOptions));
        // Otherwise a body that does not parse is answered without saying where or why.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.Services.Configure<KestrelServerOptions>(options => options.AddServerHeader = false);
        builder.AddTelemetry(name);
    }

    /// <summary>Request ids, problem+json for every error, who may use which route, /health/live and /health/ready. Comes before the first endpoint.</summary>
    /// <param name="permissions">What each route asks for.</param>
    /// <param name="scopes">How each route keeps within the groups of a caller who has not all computers; what is not named is closed to them.</param>
    /// <param name="find">How callers are found; without it, by what the gateway says of them.</param>
    public static void UseServiceDefaults(this WebApplication app, RoutePermissions permissions, RouteScopes? scopes = null, FindCaller? find = null)
    {
        app.Services.GetRequiredService<StatedRoutes>().Use(app, permissions, scopes);
        app.UseMiddleware<RequestIds>();
        app.UseMiddleware<Problems>();
        app.UseMiddleware<RequireCaller>(permissions, scopes ?? new RouteScopes(), find ?? app.Services.GetRequiredService<CallerFromGateway>().FindAsync);
        app.MapHealth();
        app.MapMetrics();
        if (app.Services.GetService<LogReader>() is not null)
        {
            app.MapTellHistory(app.Services.GetRequiredService<ServiceName>().Value);
            app.MapVerifyAudit(app.Services.GetRequiredService<ServiceName>().Value);
        }
    }
}

/// <summary>The service's name, as folders, images, databases and queues have it.</summary>
public sealed record ServiceName(string Value);
