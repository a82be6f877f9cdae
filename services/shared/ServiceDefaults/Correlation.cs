namespace Distribution.ServiceDefaults;

/// <summary>
/// What the present request or message belongs to; one per scope. It goes onto every event that the scope's session
/// appends, from there onto the messages made of them, and so on to the agents and back.
/// </summary>
public sealed class Correlation
{
    /// <summary>Name of the event and message header that carries the trace.</summary>
    public const string TraceParentHeader = "traceparent";

    /// <summary>The request id with which it all began, or null.</summary>
    public string? Id { get; set; }

    /// <summary>The id of the message that caused this, or null for a request.</summary>
    public string? Cause { get; set; }

    /// <summary>The W3C trace context, or null.</summary>
    public string? TraceParent { get; set; }
}
