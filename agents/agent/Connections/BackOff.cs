namespace Distribution.Agent.Connections;

/// <summary>
/// Waiting times between tries: each drawn between the least and a cap that doubles from try to try. Drawn, so that a
/// fleet that lost its server at one moment does not come back at one moment.
/// </summary>
internal sealed class BackOff(Random random, TimeSpan? least = null, TimeSpan? most = null)
{
    private readonly TimeSpan least = least ?? TimeSpan.FromSeconds(1);
    private readonly TimeSpan most = most ?? TimeSpan.FromMinutes(5);
    private int tries;

    public TimeSpan Next()
    {
        var cap = Math.Min(most.TotalSeconds, least.TotalSeconds * Math.Pow(2, ++tries));
        return TimeSpan.FromSeconds(least.TotalSeconds + (random.NextDouble() * (cap - least.TotalSeconds)));
    }

    public void Reset() => tries = 0;
}
