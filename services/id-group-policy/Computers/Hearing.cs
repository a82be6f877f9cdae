namespace Distribution.IdGroupPolicy.Computers;

/// <summary>What a computer's signs of life change. Pure.</summary>
internal static class Hearing
{
    /// <summary>The events, and when the computer was heard of last.</summary>
    /// <param name="said">Its signs of life in the order in which they came; at least one.</param>
    public static (object[] Events, Presence Presence) Of(Computer computer, Presence? presence, IEnumerable<Contact> said, DateTimeOffset now)
    {
        var heard = presence ?? Presence.Of(computer.Id, now);
        var (connected, version) = (heard.Untold, computer.AgentVersion);
        foreach (var contact in said)
        {
            var before = heard.Current;
            (heard, var isSecond) = heard.Hear(contact.Speaker, now);
            if (isSecond)
                return (Computer.Fence(computer, [before!.Id, contact.Speaker!.Id], now), Presence.Of(computer.Id, now));
            (connected, version) = (connected || contact.IsNew, contact.AgentVersion);
        }

        var told = connected ? Computer.MakeContact(computer, version, queueWasGone: false, now) : [];
        return (told, heard with { Untold = connected && told.Length == 0 });
    }
}
