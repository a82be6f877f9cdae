namespace Distribution.EventStore.Tests;

public sealed class LogStressTests
{
    private const int Events = 100_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_32_writers_commit_delay_and_roll_back_the_reader_sees_each_committed_event_once_and_each_stream_in_order()
    {
        var seen = new Recorder();
        await using var store = await Stores.NewAsync(o => o.Subscriptions.Add(seen));
        await using var daemon = new ProjectionDaemon(store);
        await daemon.StartAsync(Ct);
        var left = Events;
        await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() => i < 16 ? WriteRaw(i) : Save(i), Ct)));

        await using var session = store.LightweightSession();
        var committed = await session.QueryAsync<long>($"select seq_id from {store.Options.DatabaseSchemaName}.mt_events order by seq_id", Ct);
        committed.Count.ShouldBeGreaterThanOrEqualTo(Events);
        committed[^1].ShouldBeGreaterThan(committed.Count, "some numbers were rolled back");
        await Eventually.Holds(() => Task.FromResult(seen.Sequences.LastOrDefault()), last => last >= committed[^1], "the reader is at the end");
        seen.Sequences.SequenceEqual(committed).ShouldBeTrue("each committed event once, in order of the log");
        foreach (var stream in seen.Events.GroupBy(e => e.StreamId))
            stream.Select(e => e.Version).SequenceEqual(Enumerable.Range(1, stream.Count()).Select(v => (long)v)).ShouldBeTrue("each stream in order");

        async Task WriteRaw(int seed)
        {
            var random = new Random(seed);
            await using var writer = await Writer.BeginAsync(store);
            while (Volatile.Read(ref left) > 0)
            {
                var count = random.Next(1, 20);
                for (var i = 0; i < count; i++)
                    await writer.AppendAsync();
                if (random.Next(4) == 0)
                    await Task.Delay(random.Next(1, 30), Ct);
                if (random.Next(5) == 0)
                {
                    await writer.RollBackAsync();
                }
                else
                {
                    await writer.CommitAsync();
                    Interlocked.Add(ref left, -count);
                }

                await writer.BeginAgainAsync();
            }

            await writer.RollBackAsync();
        }

        async Task Save(int seed)
        {
            var random = new Random(seed);
            var streams = Enumerable.Range(0, 50).Select(_ => Guid.CreateVersion7()).ToArray();
            while (Volatile.Read(ref left) > 0)
            {
                await using var own = store.LightweightSession();
                var count = 0;
                foreach (var id in random.GetItems(streams, 10).Distinct())
                {
                    object[] events = [.. Enumerable.Range(0, random.Next(1, 6)).Select(i => new ItemAdded("Pen", i))];
                    own.Events.Append(id, events);
                    count += events.Length;
                }

                await own.SaveChangesAsync(Ct);
                Interlocked.Add(ref left, -count);
            }
        }
    }
}
