using System.Collections.Concurrent;

namespace Distribution.ServiceDefaults;

/// <summary>A message on its way out: what the event it was made of lends to it.</summary>
internal sealed record OutgoingMessage(Guid Id, Outgoing Outgoing, IEvent Source)
{
    private const int MostLines = 500;
    private static readonly ConcurrentDictionary<Type, (string Exchange, string Urn)> Names = new();

    /// <summary>Where it is published; for an event the exchange that its listeners' queues are bound to, named as MassTransit names it.</summary>
    public string Exchange => Outgoing is Outgoing.Send send ? send.Exchange : NamesOf(Outgoing.Message).Exchange;

    /// <summary>The one queue that it is for; empty for every listener.</summary>
    public string RoutingKey => Outgoing is Outgoing.Send send ? send.RoutingKey : "";

    /// <summary>The type's urn, as MassTransit writes it and as a listener in any language can match it.</summary>
    public string Urn => NamesOf(Outgoing.Message).Urn;

    /// <summary>The trace that the event belongs to, or null.</summary>
    public string? TraceParent => TraceOf(Source);

    /// <summary>Headers of every message: the trace, and the attributes by which CloudEvents are known.</summary>
    /// <param name="span">The span of the publication, which whoever takes the message continues; null for the event's own trace.</param>
    public Dictionary<string, object?> Headers(string service, string? span = null)
    {
        var headers = new Dictionary<string, object?>(8)
        {
            // By this a queue with several consumers knows which of them a message is for; without it each of them would take all.
            ["MT-MessageType"] = Urn,
            ["cloudEvents:specversion"] = "1.0",
            ["cloudEvents:id"] = Id.ToString(),
            ["cloudEvents:source"] = $"/{service}",
            ["cloudEvents:type"] = Urn,
            ["cloudEvents:time"] = Source.Timestamp.UtcDateTime.ToString("O"),
        };
        if ((span ?? TraceParent) is { } trace)
            headers[Correlation.TraceParentHeader] = trace;
        return headers;
    }

    /// <summary>
    /// The messages of a stretch of the log. An event's first has the event's id, further ones an id that follows from it; a message of
    /// many lines has one that follows from its first line's event.
    /// </summary>
    public static List<OutgoingMessage> Of(IEnumerable<IEvent> page, Func<IEvent, IEnumerable<Outgoing>> map)
    {
        var alone = new List<OutgoingMessage>();
        var lines = new List<(int Index, Outgoing.Line Line, IEvent Source)>();
        foreach (var source in page)
        {
            var index = 0;
            foreach (var outgoing in map(source))
            {
                if (outgoing is Outgoing.Line line)
                    lines.Add((index, line, source));
                else
                    alone.Add(new(IdOf(source, index), outgoing, source));
                index++;
            }
        }

        alone.AddRange(lines
            .GroupBy(said => (said.Line.Key, said.Source.CorrelationId, TraceOf(said.Source)))
            .SelectMany(alike => alike.Chunk(MostLines), (_, some) => Join(some)));
        return alone;
    }

    private static Guid IdOf(IEvent source, int index) => index == 0 ? source.Id : DeterministicId.Of("message", source.Id.ToString(), $"{index}");

    private static string? TraceOf(IEvent source) =>
        source.Headers?.TryGetValue(Correlation.TraceParentHeader, out var value) == true ? value?.ToString() : null;

    private static (string Exchange, string Urn) NamesOf(object message) => Names.GetOrAdd(
        message.GetType(), static type => ($"{type.Namespace}:{type.Name}", $"urn:message:{type.Namespace}:{type.Name}"));

    private static OutgoingMessage Join((int Index, Outgoing.Line Line, IEvent Source)[] lines)
    {
        var (index, line, source) = lines[0];
        var joined = line.Join([.. lines.Select(said => said.Line.Message)]);
        return new(DeterministicId.Of("lines", IdOf(source, index).ToString()), new Outgoing.Publish(joined), source);
    }
}
