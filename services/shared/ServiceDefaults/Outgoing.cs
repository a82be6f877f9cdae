namespace Distribution.ServiceDefaults;

/// <summary>What one stored event says to the world; made by a service's pure Messages.ToOutgoing (street, step 5).</summary>
public abstract record Outgoing(object Message)
{
    /// <summary>An event for every service and integrator that listens.</summary>
    public sealed record Publish(object Message) : Outgoing(Message);

    /// <summary>A command for one queue behind a direct exchange.</summary>
    public sealed record Send(string Exchange, string RoutingKey, object Message) : Outgoing(Message);

    /// <summary>
    /// One line of an event that tells every listener many things at once: lines with the same key, out of one stretch of the log,
    /// go out together in the log's order. What happens to a hundred thousand computers is so told in hundreds of messages.
    /// </summary>
    /// <param name="Key">What the lines of one message have in common; compared by value.</param>
    /// <param name="Join">Makes the message of its lines, of which there are 500 at most.</param>
    public sealed record Line(object Key, object Message, Func<IReadOnlyList<object>, object> Join) : Outgoing(Message);
}

/// <summary>Signs a command on its way out; registered by services whose commands are obeyed only when they are signed.</summary>
/// <param name="urn">The message's type.</param>
/// <param name="at">When the event happened that it was made of.</param>
/// <param name="body">The bytes as they are sent.</param>
/// <returns>Headers that carry the signature.</returns>
public delegate IEnumerable<KeyValuePair<string, object?>> SignSent(Outgoing.Send command, string urn, DateTimeOffset at, ReadOnlyMemory<byte> body);
