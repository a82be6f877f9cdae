namespace Distribution.Agent.Work;

/// <summary>How long to rest before looking again.</summary>
internal static class Pause
{
    // Wall clocks are set and computers sleep: nobody trusts a computed wait for longer than this.
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(30);

    public static TimeSpan Until(DateTimeOffset? moment, TimeProvider clock)
    {
        if (moment is null)
            return longest;
        var wait = moment.Value - clock.GetUtcNow();
        return wait > longest ? longest : wait < TimeSpan.FromMilliseconds(10) ? TimeSpan.FromMilliseconds(10) : wait;
    }
}
