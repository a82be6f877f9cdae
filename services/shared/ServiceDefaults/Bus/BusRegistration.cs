using System.Data.Common;
using System.Runtime.Serialization;
using MassTransit;
using MassTransit.DependencyInjection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Distribution.ServiceDefaults;

/// <summary>MassTransit on RabbitMQ, alike in every service.</summary>
public static class BusRegistration
{
    // A lost race decides again at once; anything else gets a few seconds to pass before the message is given up.
    private static readonly TimeSpan[] Retries =
        [.. new[] { 5, 25, 100, 500, 2_000, 5_000 }.Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds))];

    /// <summary>
    /// Registers consumers, each with a quorum queue of its own (service-consumer, in kebab-case). A message that fails is
    /// tried again and then goes to the queue's '_error' queue; so does one that does not parse, at once.
    /// </summary>
    public static void AddBus(this WebApplicationBuilder builder, Action<IBusRegistrationConfigurator>? configure = null)
    {
        var name = builder.Services.NameOfService();
        Func<IServiceProvider, object>? freshContext = null;
        builder.Services.AddSingleton(BrokerAddress.Of(builder.Configuration));
        builder.Services.AddSingleton<QueuePublisher>();
        builder.Services.AddSingleton(provider =>
            ActivatorUtilities.CreateInstance<LivingBus>(provider, Maker(provider, name, freshContext!)));
        builder.Services.AddHealthChecks().AddCheck<LivingBus>("broker");
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.SetEndpointNameFormatter(new KebabCaseEndpointNameFormatter(name, includeNamespace: false));
            bus.AddConfigureEndpointsCallback((context, _, endpoint) => Configure(endpoint, context));
            configure?.Invoke(bus);
            bus.UsingRabbitMq((context, broker) => Configure(broker, context, name));
        });
        // A context configures each consumer for one bus only: on a second bus it would leave every queue without a consumer.
        freshContext = builder.Services.Single(service => service.ServiceType == typeof(Bind<IBus, IBusRegistrationContext>)).ImplementationFactory;
        // Starting, watching and stopping are LivingBus's.
        builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(MassTransitHostedService)));
        builder.Services.AddHostedService(provider => provider.GetRequiredService<LivingBus>());
        builder.Services.AddHostedService<QueueFigures>();
        builder.Services.Configure<HealthCheckServiceOptions>(options =>
        {
            foreach (var check in options.Registrations.Where(check => check.Name.StartsWith("masstransit", StringComparison.Ordinal)).ToList())
                options.Registrations.Remove(check);
        });
    }

    /// <summary>Names queues that the service serves by the bare client, so that what waits in them is told as well.</summary>
    public static void AddServedQueues(this WebApplicationBuilder builder, params string[] queues)
    {
        foreach (var queue in queues)
            builder.Services.AddSingleton(new ServedQueue(queue));
    }

    // The container's own bus lives first; its successors are made alike.
    private static Func<IBusControl> Maker(IServiceProvider provider, string name, Func<IServiceProvider, object> freshContext)
    {
        var first = provider.GetRequiredService<IBusControl>();
        return () => Interlocked.Exchange(ref first, null) ?? Bus.Factory.CreateUsingRabbitMq(broker =>
            Configure(broker, ((Bind<IBus, IBusRegistrationContext>)freshContext(provider)).Value, name));
    }

    private static void Configure(IRabbitMqBusFactoryConfigurator broker, IBusRegistrationContext context, string name)
    {
        Connect(broker, context.GetRequiredService<BrokerAddress>(), name);
        broker.ConfigureEndpoints(context);
    }

    internal static string NameOfService(this IServiceCollection services) =>
        services.Select(service => service.ImplementationInstance).OfType<ServiceName>().FirstOrDefault()?.Value
        ?? throw new InvalidOperationException("AddServiceDefaults comes first: it says what the service is called.");

    private static void Connect(IRabbitMqBusFactoryConfigurator broker, BrokerAddress address, string name)
    {
        broker.Host(address.Host, (ushort)address.Port, address.VirtualHost, name, host =>
        {
            host.Username(address.User);
            host.Password(address.Password);
            host.PublisherConfirmation = true;
            if (address.Encrypted)
                host.UseSsl(tls => tls.ServerName = address.Host);
        });
        // Plain JSON, so that a listener in any language needs nothing of MassTransit's.
        broker.ClearSerialization();
        broker.UseRawJsonSerializer(isDefault: true);
        broker.ConfigureJsonSerializerOptions(options =>
        {
            HouseJson.Configure(options);
            return options;
        });
        broker.PrefetchCount = 32;
    }

    // Each attempt has a scope of its own, and so a session without the last attempt's remains.
    private static void Configure(IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        if (endpoint is IRabbitMqReceiveEndpointConfigurator queue)
            queue.SetQuorumQueue();
        // A database that is away is nothing that a message could be given up for; the broker waits 30 minutes for an ack.
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<DbException>(fault => fault.IsTransient);
            retry.Exponential(50, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(2));
        });
        endpoint.UseMessageRetry(retry =>
        {
            retry.Ignore<SerializationException>();
            retry.Ignore<DbException>(fault => fault.IsTransient);
            retry.Intervals(Retries);
        });
        endpoint.UseConsumeFilter(typeof(CarryCorrelation<>), context);
    }
}
