namespace Distribution.ServiceDefaults;

/// <summary>What one stored event says to the world; made by a service's pure Messages.ToOutgoing (street, step 5).</summary>
public abstract record Outgoing(object Message)
{
    /// <summary>An event for every service and integrator that listens.</summary>
    public sealed record Publish(object Message) : Outgoing(Message);

    /// <summary>A command for one queue behind a direct exchange.</summary>
    public sealed record Send(string Exchange, string RoutingKey, object Message) : Outgoing(Message);
}
