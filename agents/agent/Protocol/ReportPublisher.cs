using System.Text;
using Distribution.Agent.Journals;
using Distribution.Contracts;
using RabbitMQ.Client;

namespace Distribution.Agent.Protocol;

/// <summary>Publishes one computer's reports. A completed call means that the broker has the report, in a queue and on its disk.</summary>
internal sealed class ReportPublisher(IChannel channel, Guid computerId)
{
    private readonly string user = computerId.ToString("D");
    private readonly string routingKey = AgentQueue.ReportRoutingKey(computerId);

    /// <summary>What a channel needs, so that publishing waits for the broker's confirmation.</summary>
    public static CreateChannelOptions WithConfirms { get; } =
        new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    public async Task Publish(Report report, CancellationToken ct) =>
        // Mandatory: without a bound queue the broker would confirm a report and drop it.
        await channel.BasicPublishAsync(
            AgentQueue.ReportExchange, routingKey, mandatory: true, Properties(report), Encoding.UTF8.GetBytes(report.Body), ct);

    private BasicProperties Properties(Report report) => new()
    {
        ContentType = "application/json",
        Persistent = true,
        MessageId = report.Id.ToString("D"),
        Type = report.Type,
        UserId = user,
        CorrelationId = report.Trace.CorrelationId,
        Headers = report.Trace.TraceParent is { } parent ? new Dictionary<string, object?> { ["traceparent"] = parent } : null,
    };
}
