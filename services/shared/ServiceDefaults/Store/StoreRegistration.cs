#if MARTEN
global using ConcurrencyException = JasperFx.ConcurrencyException;
global using ExistingStreamIdCollisionException = Marten.Exceptions.ExistingStreamIdCollisionException;
#endif
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Distribution.ServiceDefaults;

/// <summary>The event store with its daemon and its publisher. With PublisherFeed.cs the only file in which the two builds differ.</summary>
public static class StoreRegistration
{
    /// <summary>
    /// Opens the database of the setting ConnectionStrings:Database, one session per request or message; what the log
    /// says is published through the map.
    /// </summary>
    /// <param name="configure">Registers projections.</param>
    /// <param name="map">The service's pure Messages.ToOutgoing.</param>
    /// <param name="indexes">Further statements for the schema, each repeatable.</param>
    public static void AddStore(
        this WebApplicationBuilder builder, Action<StoreOptions> configure, Func<IEvent, IEnumerable<Outgoing>> map, IEnumerable<string>? indexes = null) =>
        builder.AddStore(configure, (_, _, _) => Task.FromResult(map), indexes);

    /// <summary>The same for a map that must know more than the event: it is made for each stretch of the log.</summary>
    public static void AddStore(
        this WebApplicationBuilder builder, Action<StoreOptions> configure,
        Func<IReadOnlyList<IEvent>, IDocumentSession, CancellationToken, Task<Func<IEvent, IEnumerable<Outgoing>>>> mapOf, IEnumerable<string>? indexes = null)
    {
        _ = builder.Configuration.Database();               // wrong or missing, it ends the program before anything else begins
        var services = builder.Services;
        services.AddSingleton<PublisherState>();
        services.AddSingleton(provider => new PublisherMap(provider.GetRequiredService<IServiceScopeFactory>(), mapOf));
        services.AddSingleton<EventPublisher>();
        services.AddSingleton<LogReader>();
        services.AddHostedService<RetellHistory>();
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database").AddCheck<PublisherHealth>("publisher").AddCheck<DaemonShards>("daemon");
        builder.AddFigures(FigureRegistration.OfTheStore);
        AddStore(builder, configure, [.. indexes ?? []], publishes: true);
    }

    /// <summary>A store whose log is told to nobody: it needs no broker and no daemon, and says nothing of the program's readiness.</summary>
    public static void AddQuietStore(this WebApplicationBuilder builder, Action<StoreOptions> configure, IEnumerable<string>? indexes = null) =>
        AddStore(builder, configure, [.. indexes ?? []], publishes: false);

#if MARTEN
    private static void AddStore(WebApplicationBuilder builder, Action<StoreOptions> configure, string[] indexes, bool publishes)
    {
        var marten = builder.Services
            .AddMarten(provider =>
            {
                var options = new StoreOptions();
                Configure(options, provider, configure);
                options.Storage.ExtendedSchemaObjects.Add(new Weasel.Postgresql.ExtendedSchema(indexes));
                return options;
            })
            .UseLightweightSessions()
            .ApplyAllDatabaseChangesOnStartup()
            .AddAsyncDaemon(DaemonMode.HotCold);
        if (publishes)
            marten.AddSubscriptionWithServices<PublisherFeed>(ServiceLifetime.Singleton, feed => feed.Name = EventPublisher.Name);
        builder.Services.AddScoped(provider => Correlated(provider.GetRequiredService<IDocumentStore>().LightweightSession(), provider));
        // Marten's daemon has health checks and figures of its own.
        builder.Services.AddSingleton(provider => Shards(provider, () => []));
    }
#else
    private static void AddStore(WebApplicationBuilder builder, Action<StoreOptions> configure, string[] indexes, bool publishes)
    {
        var services = builder.Services;
        services.AddSingleton<RefusedAttempts>();
        if (publishes)
            services.AddSingleton<SealAudit>().AddSingleton<PublisherFeed>();
        services.AddSingleton(provider => DocumentStore.For(options =>
        {
            Configure(options, provider, configure);
            options.Logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger<DocumentStore>();
            options.TimeProvider = provider.GetRequiredService<TimeProvider>();
            if (publishes)
                options.Subscriptions.Add(provider.GetRequiredService<PublisherFeed>());
            options.Indexes.Add(AuditLog.Index);
            foreach (var index in indexes)
                options.Indexes.Add(index);
        }));
        services.AddScoped(provider => Correlated(provider.GetRequiredService<DocumentStore>().LightweightSession(), provider));
        services.AddSingleton(provider => new ProjectionDaemon(provider.GetRequiredService<DocumentStore>(), DaemonMode.HotCold));
        services.AddSingleton(provider => Shards(provider, () => provider.GetRequiredService<ProjectionDaemon>().Shards
            .Select(shard => new DaemonShard(shard.Name, shard.State.ToString(), shard.Position, shard.Lag, shard.LastError))));
        // Nothing reads a quiet log: what is read of it is folded within the save.
        if (!publishes)
            return;
        services.AddHostedService(provider =>
        {
            var daemon = provider.GetRequiredService<ProjectionDaemon>();
            // Figures are told from the start, and not from the first look at the readiness.
            _ = provider.GetRequiredService<DaemonShards>();
            return new StoreDaemon(daemon.StartAsync, daemon.StopAsync);
        });
    }
#endif

    private static void Configure(StoreOptions options, IServiceProvider provider, Action<StoreOptions> configure)
    {
        options.Connection(provider.GetRequiredService<IConfiguration>().Database());
        options.UseSystemTextJsonForSerialization(EnumStorage.AsString);
        options.Events.MetadataConfig.CorrelationIdEnabled = true;
        options.Events.MetadataConfig.CausationIdEnabled = true;
        options.Events.MetadataConfig.HeadersEnabled = true;
        options.Schema.For<Retelling>();
        options.Projections.Add<AuditChainProjection>(ProjectionLifecycle.Inline);
        configure(options);
    }

    private static DaemonShards Shards(IServiceProvider provider, Func<IEnumerable<DaemonShard>> read) =>
        new(read, provider.GetRequiredService<IMeterFactory>());

    private static IDocumentSession Correlated(IDocumentSession session, IServiceProvider provider)
    {
        var correlation = provider.GetRequiredService<Correlation>();
        session.CorrelationId = correlation.Id;
        session.CausationId = correlation.Cause;
        if (correlation.TraceParent is { } trace)
            session.SetHeader(Correlation.TraceParentHeader, trace);
        return Audited(session, provider);
    }

#if MARTEN
    // What Marten's sessions change is not audited: their interface cannot be wrapped, and a listener of theirs does not see what was before.
    private static IDocumentSession Audited(IDocumentSession session, IServiceProvider provider) => session;
#else
    // The request knows its caller, also where its work is done in scopes of their own; messages and sweeps have no request.
    private static IDocumentSession Audited(IDocumentSession session, IServiceProvider provider) =>
        provider.GetRequiredService<IHttpContextAccessor>().HttpContext is { } http ? new AuditedSession(session, http, provider.GetRequiredService<TimeProvider>()) : session;
#endif
}
