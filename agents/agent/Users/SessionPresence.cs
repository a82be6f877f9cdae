using System.Collections.Concurrent;
using Distribution.Agent.Decisions;
using Distribution.Agent.Journals;

namespace Distribution.Agent.Users;

/// <summary>What the agent knows of the computer's session at this moment; kept in memory, since it is true of this moment alone.</summary>
internal sealed class SessionPresence(TimeProvider clock)
{
    // The helper asks every two seconds; a computer under load may need longer now and then.
    private static readonly TimeSpan lasting = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<AttemptId, (DateTimeOffset Again, IReadOnlyList<string> Names)> blocked = new();
    private volatile bool isGoingDown;
    private long seenAt = long.MinValue;

    public bool IsUserThere => clock.GetUtcNow().UtcTicks - Interlocked.Read(ref seenAt) < lasting.Ticks && Interlocked.Read(ref seenAt) > 0;

    /// <summary>Whoever sat there has ended the session himself, or cannot answer in it any more: nobody is asked while the computer goes down.</summary>
    public Surroundings Now => new(IsUserThere && !isGoingDown, blocked.ToDictionary(one => one.Key, one => one.Value.Again), isGoingDown);

    /// <summary>The computer goes down, and this process with it.</summary>
    public void GoDown() => isGoingDown = true;

    /// <summary>The session helper has asked.</summary>
    public void Seen() => Interlocked.Exchange(ref seenAt, clock.GetUtcNow().UtcTicks);

    public void Block(AttemptId id, IReadOnlyList<string> names, DateTimeOffset again) => blocked[id] = (again, names);

    public void Unblock(AttemptId id) => blocked.TryRemove(id, out _);

    public IReadOnlyList<string>? BlockingOf(AttemptId id) => blocked.TryGetValue(id, out var one) ? one.Names : null;
}
