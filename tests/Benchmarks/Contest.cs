using System.Diagnostics;

namespace Distribution.Benchmarks;

/// <summary>
/// Two ways of doing the same work, in turns of equal length, so that whatever else the machine does falls on both;
/// the ratio is the median of the turns' ratios.
/// </summary>
public static class Contest
{
    /// <param name="units">How many units (events, say) one operation is.</param>
    /// <param name="ours">One operation of a writer: its number, and the operation's number within it.</param>
    /// <param name="ceiling">The same for the other way.</param>
    public static async Task<Measured> RunAsync(
        string work, int writers, int units, Func<int, int, Task> ours, Func<int, int, Task> ceiling, TimeSpan turn, int turns)
    {
        var next = new int[2, writers];
        // The first time, the runtime still compiles: what it compiles well, it has seen running for a while.
        var warmUp = writers == 1 ? turn * 3 : turn;
        await TurnAsync(ours, 0, warmUp);
        await TurnAsync(ceiling, 1, warmUp);
        var results = new List<(Turn Ours, Turn Ceiling)>();
        for (var i = 0; i < turns; i++)
        {
            // Who goes first alternates: the second finds warmer caches, and perhaps a checkpoint.
            if (i % 2 == 0)
            {
                var first = await TurnAsync(ours, 0, turn);
                results.Add((first, await TurnAsync(ceiling, 1, turn)));
            }
            else
            {
                var first = await TurnAsync(ceiling, 1, turn);
                results.Add((await TurnAsync(ours, 0, turn), first));
            }
        }

        double[] times = [.. results.SelectMany(r => r.Ours.Times).Order()];
        return new Measured(
            work, writers,
            Median(results.Select(r => r.Ours.Rate)) * units,
            Median(results.Select(r => r.Ceiling.Rate)) * units,
            Median(results.Select(r => r.Ours.Rate / r.Ceiling.Rate)),
            times[times.Length / 2], times[(int)(times.Length * 0.99)],
            Median(results.Select(r => r.Ours.Bytes)), Median(results.Select(r => r.Ceiling.Bytes)),
            Cost(results.Select(r => r.Ours)), Cost(results.Select(r => r.Ceiling)));

        async Task<Turn> TurnAsync(Func<int, int, Task> operation, int side, TimeSpan length)
        {
            GC.Collect();
            var (own, servers) = (Cpu.Own(), Cpu.Servers());
            var bytes = GC.GetTotalAllocatedBytes();
            var watch = Stopwatch.StartNew();
            var times = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
            {
                var times = new List<double>();
                while (watch.Elapsed < length)
                {
                    var began = watch.Elapsed;
                    await operation(writer, next[side, writer]++);
                    times.Add((watch.Elapsed - began).TotalMilliseconds);
                }

                return times;
            })));
            bytes = GC.GetTotalAllocatedBytes() - bytes;
            var count = times.Sum(t => t.Count);
            return new Turn(
                count / watch.Elapsed.TotalSeconds, bytes / (double)count, [.. times.SelectMany(t => t)],
                Cpu.Own() - own, Cpu.Servers() - servers);
        }
    }

    /// <summary>The middle value.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static (double Own, double Servers) Cost(IEnumerable<Turn> turns)
    {
        var all = turns.ToList();
        var operations = all.Sum(turn => turn.Times.Length);
        return (all.Sum(turn => turn.Own) / operations, all.Sum(turn => turn.Servers) / operations);
    }

    private sealed record Turn(double Rate, double Bytes, double[] Times, double Own, double Servers);
}
