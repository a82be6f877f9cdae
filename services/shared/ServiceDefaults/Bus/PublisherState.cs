using System.Diagnostics.Metrics;

namespace Distribution.ServiceDefaults;

/// <summary>How the publisher is doing, for health and figures.</summary>
internal sealed class PublisherState
{
    private static readonly Counter<long> Sent = Telemetry.Meter.CreateCounter<long>(
        "messaging.client.sent.messages", "{message}", "Messages that the broker has confirmed.");

    private string? _fault;
    private long _sequence;

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    /// <summary>The last event that this process has published; 0 when it has published none.</summary>
    public long Sequence => Volatile.Read(ref _sequence);

    public void Published(long sequence, int messages)
    {
        Volatile.Write(ref _fault, null);
        Volatile.Write(ref _sequence, sequence);
        Sent.Add(messages, new KeyValuePair<string, object?>("messaging.system", "rabbitmq"));
    }

    public void Failed(Exception fault) => Volatile.Write(ref _fault, fault.Message);
}
