using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Distribution.ServiceDefaults;

/// <summary>Traces, metrics and logs, sent by OTLP where the standard OTEL_ variables say; nowhere when they say nothing.</summary>
public static class Telemetry
{
    /// <summary>Name of our own spans and figures.</summary>
    public const string Name = "Distribution";

    private static readonly string[] Sources = [Name, "Microsoft.AspNetCore", "System.Net.Http", "MassTransit", "Npgsql", "Quartz"];

    private static readonly string[] Meters =
    [
        Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Diagnostics",
        "Microsoft.AspNetCore.RateLimiting", "System.Net.Http", "System.Runtime", "MassTransit", "Npgsql", "Distribution.EventStore",
    ];

    internal static ActivitySource Source { get; } = new(Name);

    internal static Meter Meter { get; } = new(Name);

    internal static void AddTelemetry(this WebApplicationBuilder builder, string name)
    {
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return;
        // Without this, ASP.NET Core leaves its spans without attributes and waits for a package that is not used here.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        // First, so that the container disposes the providers last: what services say while they stop is still sent.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, TelemetryProviders>());
        new TelemetryBuilder(builder.Services)
            .ConfigureResource(resource => resource.AddService(name, "distribution"))
            .WithTracing(tracing => tracing.AddSource(Sources).AddOtlpExporter())
            .WithMetrics(metrics => metrics.AddMeter(Meters).AddOtlpExporter())
            .WithLogging(logging => logging.AddOtlpExporter(), options => options.IncludeScopes = true);
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
