using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Distribution.ServiceDefaults;

/// <summary>
/// Traces, metrics and logs, sent by OTLP where the standard OTEL_ variables say, and nowhere when they say nothing; figures are
/// always there for whoever asks at /metrics.
/// </summary>
public static class Telemetry
{
    /// <summary>Name of our own spans and figures.</summary>
    public const string Name = "Distribution";

    /// <summary>The port on which alone /metrics answers, as OpenTelemetry names it; without it, every port that the program listens on.</summary>
    public const string PortSetting = "OTEL_EXPORTER_PROMETHEUS_PORT";

    private const string EndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // Not MassTransit's: it begins a trace of its own for every message of the bare client, and ours goes on (CarryCorrelation).
    private static readonly string[] Sources = [Name, "Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "Quartz"];

    private static readonly string[] Meters =
    [
        Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Diagnostics",
        "Microsoft.AspNetCore.RateLimiting", "System.Net.Http", "System.Runtime", "MassTransit", "Npgsql", "Distribution.EventStore",
    ];

    internal static ActivitySource Source { get; } = new(Name);

    internal static Meter Meter { get; } = new(Name);

    internal static void AddTelemetry(this WebApplicationBuilder builder, string name)
    {
        var endpoint = builder.Configuration.Read(EndpointSetting, text => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new FormatException("it is no address such as http://collector:4317."));
        _ = builder.Configuration.Whole(PortSetting, 0, least: 1, most: 65_535);
        var exporter = new PrometheusExporter();
        builder.Services.AddSingleton(exporter);
        builder.Services.AddMetrics();
        // First, so that the container disposes the providers last: what services say while they stop is still sent.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, TelemetryProviders>());
        var telemetry = new TelemetryBuilder(builder.Services)
            .ConfigureResource(resource => resource.AddService(name, "distribution", Version, serviceInstanceId: Environment.MachineName))
            .WithMetrics(metrics => metrics.AddMeter(Meters).AddReader(new BaseExportingMetricReader(exporter)));
        if (endpoint is null)
            return;
        // Without this, ASP.NET Core leaves its spans without attributes and waits for a package that is not used here.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        telemetry
            .WithTracing(tracing => tracing.AddSource(Sources).AddOtlpExporter())
            .WithMetrics(metrics => metrics.AddOtlpExporter())
            .WithLogging(logging => logging.AddOtlpExporter(), options => options.IncludeScopes = true);
    }

    private static string Version => typeof(Telemetry).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>GET /metrics, for Prometheus.</summary>
    internal static void MapMetrics(this WebApplication app)
    {
        var metrics = app.MapGet("/metrics", (PrometheusExporter exporter) => TypedResults.Text(exporter.Scrape(), PrometheusExporter.ContentType)).ExcludeFromDescription();
        if (app.Configuration.Whole(PortSetting, 0, least: 1, most: 65_535) is > 0 and var port)
            // By the port of the connection, and not by the Host header, in which a caller writes what they like.
            metrics.AddEndpointFilter(async (call, next) => call.HttpContext.Connection.LocalPort == port ? await next(call) : TypedResults.NotFound());
    }

    /// <summary>What OpenTelemetry.Extensions.Hosting would give.</summary>
    private sealed class TelemetryBuilder(IServiceCollection services) : IOpenTelemetryBuilder
    {
        public IServiceCollection Services { get; } = services;
    }

    /// <summary>Nothing else asks for the providers, and a provider that nobody asked for collects nothing.</summary>
    private sealed class TelemetryProviders(IServiceProvider services) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            services.GetService<TracerProvider>();
            services.GetService<MeterProvider>();
            services.GetService<LoggerProvider>();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
