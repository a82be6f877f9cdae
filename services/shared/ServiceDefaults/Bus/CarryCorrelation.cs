using System.Diagnostics;
using MassTransit;

namespace Distribution.ServiceDefaults;

/// <summary>What a message belongs to is what the events of its consumer belong to, whoever sent it and by whichever client.</summary>
internal sealed class CarryCorrelation<T>(Correlation correlation) : IFilter<ConsumeContext<T>>
    where T : class
{
    public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        var trace = context.Headers.Get<string>(Correlation.TraceParentHeader);
        // MassTransit makes a span of its own; a message from a bare client continues the trace only here.
        using var activity = Activity.Current is null
            ? Telemetry.Source.StartActivity($"process {typeof(T).Name}", ActivityKind.Consumer, trace)
            : null;
        correlation.Id = IdOf(context);
        correlation.Cause = context.MessageId?.ToString();
        correlation.TraceParent = Activity.Current?.Id ?? trace;
        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("carryCorrelation");

    // MassTransit keeps a correlation id only if it is a Guid; a request id may be any text.
    private static string? IdOf(ConsumeContext context) =>
        context.ReceiveContext.TryGetPayload<RabbitMqBasicConsumeContext>(out var received) && received.Properties.CorrelationId is { } id
            ? id
            : context.CorrelationId?.ToString();
}
