using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Distribution.Agent.Journals;
using Distribution.Contracts;
using Distribution.Contracts.Agents.V1;
using RabbitMQ.Client;

namespace Distribution.Agent.Protocol;

/// <summary>Publishes one computer's reports. A completed call means that the broker has the report, in a queue and on its disk.</summary>
internal sealed class ReportPublisher(IChannel channel, Guid computerId)
{
    private readonly string user = computerId.ToString("D");
    private readonly string routingKey = AgentQueue.ReportRoutingKey(computerId);

    private readonly string contactKey = AgentQueue.ContactRoutingKey(computerId);

    /// <summary>What a channel needs, so that publishing waits for the broker's confirmation.</summary>
    public static CreateChannelOptions WithConfirms { get; } =
        new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    private static readonly string finding = MessageUrn.Of<SecurityFinding>();

    // Mandatory, this and the other: without a bound queue the broker would confirm what it is told and drop it.
    public async Task Publish(Report report, CancellationToken ct) => await channel.BasicPublishAsync(
        AgentQueue.ReportExchange, report.Type == finding ? contactKey : routingKey, mandatory: true, Properties(report), Encoding.UTF8.GetBytes(report.Body), ct);

    /// <summary>Says that the computer is here and reads its queue.</summary>
    public Task Say(AgentConnected connected, CancellationToken ct) =>
        Say(AgentQueue.ContactRoutingKey(computerId), connected, AgentJson.Default.AgentConnected, ct);

    /// <summary>Says what the computer consists of.</summary>
    public Task Say(InventoryReported inventory, CancellationToken ct) =>
        Say(AgentQueue.InventoryRoutingKey(computerId), inventory, AgentJson.Default.InventoryReported, ct);

    private async Task Say<T>(string key, T message, JsonTypeInfo<T> json, CancellationToken ct) => await channel.BasicPublishAsync(
        AgentQueue.ReportExchange,
        key,
        mandatory: true,
        new BasicProperties
        {
            ContentType = "application/json",
            Persistent = true,
            MessageId = Guid.CreateVersion7().ToString("D"),
            Type = MessageUrn.Of<T>(),
            UserId = user,
        },
        JsonSerializer.SerializeToUtf8Bytes(message, json),
        ct);

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
