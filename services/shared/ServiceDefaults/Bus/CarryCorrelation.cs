using MassTransit;
using Microsoft.Extensions.Logging;

namespace Distribution.ServiceDefaults;

/// <summary>What a message belongs to is what the events of its consumer belong to, whoever sent it and by whichever client.</summary>
internal sealed class CarryCorrelation<T>(Correlation correlation, ILogger<CarryCorrelation<T>> logger) : IFilter<ConsumeContext<T>>
    where T : class
{
    public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        var trace = context.Headers.Get<string>(Correlation.TraceParentHeader);
        using var activity = Spans.Process(typeof(T).Name, trace);
        correlation.Id = IdOf(context);
        using var scope = logger.BeginScope(new Dictionary<string, object?> { ["RequestId"] = correlation.Id, ["MessageId"] = context.MessageId });
        correlation.Cause = context.MessageId?.ToString();
        correlation.TraceParent = activity?.Id ?? trace;
        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("carryCorrelation");

    // MassTransit keeps a correlation id only if it is a Guid; a request id may be any text.
    private static string? IdOf(ConsumeContext context) =>
        context.ReceiveContext.TryGetPayload<RabbitMqBasicConsumeContext>(out var received) && received.Properties.CorrelationId is { } id
            ? id
            : context.CorrelationId?.ToString();
}
