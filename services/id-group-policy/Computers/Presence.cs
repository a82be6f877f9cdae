namespace Distribution.IdGroupPolicy.Computers;

/// <summary>One start of an agent.</summary>
/// <param name="Number">How often it has spoken of itself.</param>
/// <param name="At">When it did so last, by its own clock.</param>
public sealed record AgentInstance(Guid Id, long Number, DateTimeOffset At);

/// <summary>
/// When a computer was heard of last, and which starts of its agent spoke. Kept beside the stream: a hundred thousand computers that
/// say every ten minutes that they are still there would bury the log.
/// </summary>
/// <param name="Seen">Milliseconds since 1970 (a number, so that an index can order it).</param>
/// <param name="Earlier">Starts that a later one has succeeded.</param>
/// <param name="Untold">It connected, and this was not told because it had connected too often: the next sign of life tells it.</param>
public sealed record Presence(Guid Id, long Seen, AgentInstance? Current, IReadOnlyList<AgentInstance> Earlier, bool Untold)
{
    /// <summary>A computer that has been silent for longer is not online: two signs of life were missed.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(25);

    private const int Remembered = 4;

    /// <summary>How many computers are online, by the index of when each was heard of.</summary>
    internal static Figure Online { get; } = new(
        "distribution.computers.online", "{computer}", "Computers that were heard of within 25 minutes.",
        $"""
        select null::text, count(*)::float8 from mt_doc_presence
        where (data ->> 'Seen')::bigint > (extract(epoch from now()) - {(int)LongestSilence.TotalSeconds}) * 1000
        """) { IsSlow = true };

    /// <summary>When it was heard of last.</summary>
    public DateTimeOffset SeenAt => DateTimeOffset.FromUnixTimeMilliseconds(Seen);

    /// <summary>A computer that is heard of for the first time.</summary>
    public static Presence Of(Guid computerId, DateTimeOffset now) => new(computerId, now.ToUnixTimeMilliseconds(), null, [], false);

    /// <summary>Whether it is taken for connected.</summary>
    public bool IsOnline(DateTimeOffset now) => Current is not null && now - SeenAt < LongestSilence;

    /// <summary>Takes one sign of life.</summary>
    /// <returns>
    /// The next state, and whether this was the sign of a second computer under the same identity: a start of the agent that another
    /// had succeeded spoke again, later than that other. A restart never looks so, and neither does a repeated message.
    /// </returns>
    public (Presence Next, bool IsSecond) Hear(AgentInstance? speaker, DateTimeOffset now)
    {
        var seen = this with { Seen = Math.Max(Seen, now.ToUnixTimeMilliseconds()) };
        if (speaker is null || Current is null)
            return (seen with { Current = speaker ?? Current }, false);
        if (speaker.Id == Current.Id)
            return (seen with { Current = speaker.Number > Current.Number ? speaker : Current }, false);
        if (Earlier.FirstOrDefault(instance => instance.Id == speaker.Id) is not { } succeeded)
            return (seen with { Current = speaker, Earlier = [.. Earlier.TakeLast(Remembered - 1), Current] }, false);
        return (seen, speaker.Number > succeeded.Number && speaker.At > Current.At);
    }
}
