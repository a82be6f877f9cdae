namespace Distribution.EventStore.Tests;

/// <summary>Sequence order is not commit order: nothing that is still being written may be passed over, and what is gone must not hold the log up.</summary>
public sealed class GapTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_that_commits_after_a_later_one_is_waited_for()
    {
        await using var store = await Stores.NewAsync();
        var mark = new HighWater(store);
        await using var early = await Writer.BeginAsync(store);
        await using var late = await Writer.BeginAsync(store);
        await early.AppendAsync();
        await late.AppendAsync();
        await late.CommitAsync();
        await Looks(mark, 5);
        mark.Current.ShouldBe(0);
        await early.CommitAsync();
        await Looks(mark, 2);
        mark.Current.ShouldBe(2);
    }

    [Fact]
    public async Task A_writer_younger_than_every_finished_one_is_waited_for()
    {
        // The youngest finished transaction bounds a snapshot's xmax; this writer is younger still, and holds the lower number.
        await using var store = await Stores.NewAsync();
        var mark = new HighWater(store);
        await using var older = await Writer.BeginAsync(store);
        await using var younger = await Writer.BeginAsync(store);
        await younger.AppendAsync();
        await older.AppendAsync();
        await older.CommitAsync();
        await Looks(mark, 5);
        mark.Current.ShouldBe(0);
        await younger.CommitAsync();
        await Looks(mark, 2);
        mark.Current.ShouldBe(2);
    }

    [Fact]
    public async Task A_number_that_was_rolled_back_is_passed_and_recorded()
    {
        await using var store = await Stores.NewAsync();
        var mark = new HighWater(store);
        await using (var gone = await Writer.BeginAsync(store))
        {
            await gone.AppendAsync();
            await gone.AppendAsync();
            await gone.RollBackAsync();
        }

        await DaemonTests.PlaceAsync(store, 1);
        await Eventually.Holds(async () => (await Looks(mark, 1)).Current, m => m == 4, "the mark passes the gap");
        await using var session = store.LightweightSession();
        (await session.QueryAsync<string>($"select starting_sequence || '-' || ending_sequence from {store.Options.DatabaseSchemaName}.mt_high_water_skips", Ct)).ShouldBe(["1-2"]);
    }

    [Fact]
    public async Task Gaps_that_open_while_another_is_waited_for_are_waited_for_too()
    {
        await using var store = await Stores.NewAsync();
        var mark = new HighWater(store);
        await using var first = await Writer.BeginAsync(store);
        await first.AppendAsync();
        await DaemonTests.PlaceAsync(store, 1);
        await Looks(mark, 2);
        await using var second = await Writer.BeginAsync(store);
        await second.AppendAsync();
        await DaemonTests.PlaceAsync(store, 1);
        await first.CommitAsync();
        await Looks(mark, 5);
        mark.Current.ShouldBe(3);
        await second.RollBackAsync();
        await Eventually.Holds(async () => (await Looks(mark, 1)).Current, m => m == 6, "the mark passes the second gap");
    }

    [Fact]
    public async Task An_insert_that_a_trigger_delays_is_seen_in_its_place_while_later_ones_commit()
    {
        var seen = new Recorder();
        await using var store = await Stores.NewAsync(o => o.Subscriptions.Add(seen));
        var s = store.Options.DatabaseSchemaName;
        await using var slow = await Writer.BeginAsync(store);
        await slow.RunAsync($"""
            create function {s}.delay() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock(hashtext('{s}')); return new; end $$;
            create trigger delay after insert on {s}.mt_events for each row when (new.data ->> 'Item' = 'slow') execute function {s}.delay()
            """);
        await slow.CommitAsync();
        await using var holder = await Writer.BeginAsync(store);
        await holder.RunAsync($"select pg_advisory_xact_lock(hashtext('{s}'))");
        await using var daemon = new ProjectionDaemon(store);
        await daemon.StartAsync(Ct);
        var delayed = DaemonTests.AppendAsync(store, Guid.CreateVersion7(), new ItemAdded("slow", 1));
        await Eventually.Holds(async () => await Drawn(store), last => last >= 1, "the delayed insert has its number");
        await DaemonTests.PlaceAsync(store, 10);
        delayed.IsCompleted.ShouldBeFalse();
        await holder.RollBackAsync();
        await delayed;
        await DaemonTests.CaughtUp(daemon, 21);
        seen.Sequences.ShouldBe(Enumerable.Range(1, 21).Select(i => (long)i));
        ((ItemAdded)seen.Events[0].Data).Item.ShouldBe("slow");
    }

    private static async Task<HighWater> Looks(HighWater mark, int times)
    {
        for (var i = 0; i < times; i++)
            await mark.LookAsync(Ct);
        return mark;
    }

    private static async Task<long> Drawn(DocumentStore store)
    {
        await using var session = store.LightweightSession();
        return (await session.QueryAsync<long>($"select last_value - (not is_called)::int from {store.Options.DatabaseSchemaName}.mt_events_sequence", Ct))[0];
    }
}
