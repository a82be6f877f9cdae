namespace Distribution.ServiceDefaults;

/// <summary>A message on its way out: what the event it was made of lends to it.</summary>
internal sealed record OutgoingMessage(Guid Id, Outgoing Outgoing, IEvent Source)
{
    /// <summary>The type's urn, as MassTransit writes it and as a listener in any language can match it.</summary>
    public string Urn => $"urn:message:{Outgoing.Message.GetType().Namespace}:{Outgoing.Message.GetType().Name}";

    /// <summary>The trace that the event belongs to, or null.</summary>
    public string? TraceParent =>
        Source.Headers?.TryGetValue(Correlation.TraceParentHeader, out var value) == true ? value?.ToString() : null;

    /// <summary>Headers of every message: the trace, and the attributes by which CloudEvents are known.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Headers(string service)
    {
        if (TraceParent is { } trace)
            yield return new(Correlation.TraceParentHeader, trace);
        yield return new("cloudEvents:specversion", "1.0");
        yield return new("cloudEvents:id", Id.ToString());
        yield return new("cloudEvents:source", $"/{service}");
        yield return new("cloudEvents:type", Urn);
        yield return new("cloudEvents:time", Source.Timestamp.UtcDateTime.ToString("O"));
    }

    /// <summary>The messages of one event: the first has the event's id, further ones an id that follows from it.</summary>
    public static IEnumerable<OutgoingMessage> Of(IEvent source, Func<IEvent, IEnumerable<Outgoing>> map) =>
        map(source).Select((outgoing, index) =>
            new OutgoingMessage(index == 0 ? source.Id : DeterministicId.Of("message", source.Id.ToString(), $"{index}"), outgoing, source));
}
