using Distribution.EventStore;
using Distribution.Testing;

namespace Distribution.Benchmarks.Store;

/// <summary>The event store beside hand-written SQL that writes and reads the same rows, on one durable server.</summary>
internal sealed class StoreSuite(Report report, Arena arena, TimeSpan turn, int turns)
{
    private const double Target = 0.8;
    private static readonly int[] OneToMany = [1, 8, 32];
    private static readonly int[] OneAndEight = [1, 8];
    private static readonly ReadingTaken Event = ReadingTaken.Sample(7);

    public static async Task RunAsync(Report report, bool quick)
    {
        await using var server = await PrivatePostgres.StartAsync(new PostgresOptions { Durable = true });
        await using var arena = await Arena.OpenAsync(await server.DatabaseAsync("store"), streams: quick ? 2_000 : 6_000);
        var suite = new StoreSuite(report, arena, TimeSpan.FromMilliseconds(quick ? 250 : 800), quick ? 5 : 9);
        await suite.WritesAsync();
        await suite.ReadsAsync();
        await DaemonRace.RunAsync(report, await server.DatabaseAsync("daemon"), quick ? 20_000 : 200_000, Target);
    }

    private async Task WritesAsync()
    {
        await Row("one event, new stream", OneToMany, 1, Save(session => session.Events.StartStream<Tally>(Guid.CreateVersion7(), Event)),
            (hand, _) => hand.NewStreamAsync(Guid.CreateVersion7(), Event));
        await Row("one event, existing stream", OneToMany, 1, (w, i) => Save(session => session.Events.Append(arena.Growing(w, i), Event))(w, i),
            (hand, id) => hand.ExistingStreamAsync(id, Event), growing: true);
        await Row("100 new streams x 1 event, one save", OneAndEight, 100, Save(session =>
            {
                for (var i = 0; i < 100; i++)
                    session.Events.StartStream<Tally>(Guid.CreateVersion7(), Event);
            }),
            (hand, _) => hand.NewStreamsAsync([.. Enumerable.Range(0, 100).Select(_ => Guid.CreateVersion7())], Event));
        await Row("1 stream x 1,000 events, one save", OneAndEight, 1_000,
            Save(session => session.Events.StartStream<Tally>(Guid.CreateVersion7(), [.. Enumerable.Repeat(Event, 1_000)])),
            (hand, _) => hand.LongStreamAsync(Guid.CreateVersion7(), Event, 1_000));
        await Row("one event with inline snapshot, new stream", OneToMany, 1,
            async (_, _) =>
            {
                await using var session = arena.Inline.LightweightSession();
                session.Events.StartStream<Tally>(Guid.CreateVersion7(), Event);
                await session.SaveChangesAsync();
            },
            (hand, _) => hand.NewStreamWithSnapshotAsync(Guid.CreateVersion7(), Event));
    }

    private async Task ReadsAsync()
    {
        await Row("fetch for writing of 10 events + append", OneToMany, 1,
            async (w, i) =>
            {
                await using var session = arena.Store.LightweightSession();
                var stream = await session.Events.FetchForWriting<Tally>(arena.Ours(w, i));
                stream.AppendOne(ReadingTaken.Sample(stream.Aggregate!.Count));
                await session.SaveChangesAsync();
            },
            (hand, id) => hand.FetchAndAppendAsync(id));
        await Row("batch of 500 fetches for writing + one save", [1], 500,
            async (_, i) =>
            {
                await using var session = arena.Store.LightweightSession();
                var batch = session.CreateBatchQuery();
                var asked = arena.OurMany(i, 500).Select(id => batch.Events.FetchForWriting<Tally>(id)).ToList();
                await batch.Execute();
                foreach (var task in asked)
                {
                    var stream = await task;
                    stream.AppendOne(ReadingTaken.Sample(stream.Aggregate!.Count));
                }

                await session.SaveChangesAsync();
            },
            (hand, _) => hand.FetchManyAndAppendAsync(arena.CeilingMany(500)));
        await Row("aggregate 10 events", OneAndEight, 10,
            async (w, i) =>
            {
                await using var session = arena.Store.LightweightSession();
                await session.Events.AggregateStreamAsync<Tally>(arena.Ours(w, i));
            },
            (hand, id) => hand.AggregateAsync(id));
        await Row("aggregate 1,000 events", OneAndEight, 1_000,
            async (_, _) =>
            {
                await using var session = arena.Store.LightweightSession();
                await session.Events.AggregateStreamAsync<Tally>(arena.OurLong);
            },
            (hand, _) => hand.AggregateAsync(arena.CeilingLong));
    }

    private Func<int, int, Task> Save(Action<IDocumentSession> act) => async (_, _) =>
    {
        await using var session = arena.Store.LightweightSession();
        act(session);
        await session.SaveChangesAsync();
    };

    private async Task Row(string work, int[] writers, int units, Func<int, int, Task> ours, Func<HandWritten, Guid, Task> ceiling, bool growing = false)
    {
        foreach (var count in report.Wants(work) ? writers : [])
        {
            var hands = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => HandWritten.OpenAsync(arena.Ceiling, Arena.CeilingSchema)));
            report.Row(await Contest.RunAsync(work, count, units, ours, (w, i) => ceiling(hands[w], growing ? arena.Growing(w, i) : arena.CeilingOne(w, i)), turn, turns), Target);
            foreach (var hand in hands)
                await hand.DisposeAsync();
        }
    }
}
