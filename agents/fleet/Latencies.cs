namespace Distribution.Fleet;

/// <summary>Percentiles of any number of durations in little memory: buckets that grow by a twentieth, from 1 ms to about an hour.</summary>
internal sealed class Latencies
{
    private const double Growth = 1.05;
    private readonly long[] _buckets = new long[310];

    public void Add(TimeSpan duration)
    {
        var bucket = duration.TotalMilliseconds <= 1 ? 0 : (int)(Math.Log(duration.TotalMilliseconds) / Math.Log(Growth));
        Interlocked.Increment(ref _buckets[Math.Min(bucket, _buckets.Length - 1)]);
    }

    /// <summary>The duration within which this share of them lies; null while there is none.</summary>
    public TimeSpan? Percentile(double share)
    {
        var counts = Array.ConvertAll(_buckets, bucket => bucket);
        var rest = (long)Math.Ceiling(counts.Sum() * share);
        if (rest == 0)
            return null;
        var index = 0;
        for (; index < counts.Length - 1 && (rest -= counts[index]) > 0; index++)
        {
        }

        return TimeSpan.FromMilliseconds(Math.Pow(Growth, index + 1));
    }

    public override string ToString() =>
        Percentile(0.5) is { } half ? $"p50 {half.TotalMilliseconds:N0} ms, p99 {Percentile(0.99)!.Value.TotalMilliseconds:N0} ms" : "none yet";
}
