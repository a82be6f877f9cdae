namespace Distribution.EventStore.Tests;

public sealed class SessionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_is_started_appended_to_and_read_back()
    {
        await using var store = await Stores.NewAsync();
        var id = Guid.CreateVersion7();
        await using var session = store.LightweightSession();
        session.Events.StartStream<Order>(id, new OrderPlaced(id, "Ada"), new ItemAdded("Pen", 3));
        await session.SaveChangesAsync(Ct);
        session.Events.Append(id, new ItemAdded("Ink", 4));
        session.Events.Append(id, new ItemAdded("Paper", 5));
        await session.SaveChangesAsync(Ct);

        var events = await session.Events.FetchStreamAsync(id, token: Ct);
        events.Select(e => e.Version).ShouldBe([1, 2, 3, 4]);
        events.Select(e => e.Sequence).ShouldBe([1, 2, 3, 4]);
        events.Select(e => e.EventTypeName).ShouldBe(["order_placed", "item_added", "item_added", "item_added"]);
        events[3].Data.ShouldBe(new ItemAdded("Paper", 5));
        events[0].StreamId.ShouldBe(id);
        (DateTimeOffset.UtcNow - events[0].Timestamp).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(1));
        (await session.Events.AggregateStreamAsync<Order>(id, token: Ct)).ShouldBe(new Order(id, "Ada", 12, false));
        (await session.Events.AggregateStreamAsync<Order>(id, version: 2, token: Ct)).ShouldBe(new Order(id, "Ada", 3, false));
        (await session.Events.FetchStreamAsync(id, version: 3, fromVersion: 2, token: Ct)).Count.ShouldBe(2);
        (await session.Events.FetchStreamAsync(id, timestamp: events[0].Timestamp.AddSeconds(-1), token: Ct)).ShouldBeEmpty();
    }

    // Readers sort what happened in one moment by the event's id.
    [Fact]
    public async Task Ids_follow_the_order_of_the_events()
    {
        await using var store = await Stores.NewAsync();
        await using var session = store.LightweightSession();
        var id = Guid.CreateVersion7();
        session.Events.StartStream<Order>(id, [new OrderPlaced(id, "Ada"), .. Enumerable.Range(1, 300).Select(n => new ItemAdded("Pen", n))]);
        await session.SaveChangesAsync(Ct);
        session.Events.Append(id, new ItemAdded("Ink", 1));
        await session.SaveChangesAsync(Ct);

        var ids = (await session.Events.FetchStreamAsync(id, token: Ct)).Select(e => e.Id.ToString()).ToList();
        ids.ShouldBe(ids.Order(StringComparer.Ordinal));
        ids.ShouldBeUnique();
    }

    [Theory]
    [InlineData(4_000)]
    [InlineData(4_070)]
    [InlineData(9_000)]
    [InlineData(3_000_000)]
    public async Task An_event_may_be_long(int length)
    {
        await using var store = await Stores.NewAsync();
        await using var session = store.LightweightSession();
        var id = Guid.CreateVersion7();
        for (var i = 0; i < 60; i++)
        {
            session.Events.Append(id, new ItemAdded(new string('x', length + i), i), new ItemAdded("short", i));
            if (length > 10_000)
                break;
        }

        await session.SaveChangesAsync(Ct);
        var events = await session.Events.FetchStreamAsync(id, token: Ct);
        events.Where((_, i) => i % 2 == 0).Select(e => ((ItemAdded)e.Data).Item.Length).ShouldBe(Enumerable.Range(length, events.Count / 2));
    }

    [Fact]
    public async Task Appending_begins_a_stream_that_is_not_there()
    {
        await using var store = await Stores.NewAsync();
        var id = Guid.CreateVersion7();
        await using var session = store.LightweightSession();
        session.Events.Append(id, new OrderPlaced(id, "Ada"), new ItemAdded("Pen", 3));
        await session.SaveChangesAsync(Ct);
        (await session.Events.FetchForWriting<Order>(id, Ct)).CurrentVersion.ShouldBe(2);
    }

    [Fact]
    public async Task A_stream_fetched_for_writing_takes_events_at_the_version_seen()
    {
        await using var store = await Stores.NewAsync();
        var id = Guid.CreateVersion7();
        await using var session = store.LightweightSession();
        var none = await session.Events.FetchForWriting<Order>(id, Ct);
        none.Aggregate.ShouldBeNull();
        none.CurrentVersion.ShouldBe(0);
        none.AppendOne(new OrderPlaced(id, "Ada"));
        await session.SaveChangesAsync(Ct);

        var stream = await session.Events.FetchForWriting<Order>(id, 1, Ct);
        stream.Aggregate.ShouldBe(new Order(id, "Ada", 0, false));
        stream.AppendMany(new ItemAdded("Pen", 3), new ItemAdded("Ink", 4));
        await session.SaveChangesAsync(Ct);
        (await session.Events.FetchForWriting<Order>(id, Ct)).CurrentVersion.ShouldBe(3);
        (await Should.ThrowAsync<ConcurrencyException>(() => session.Events.FetchForWriting<Order>(id, 2, Ct))).FoundVersion.ShouldBe(3);
    }

    [Fact]
    public async Task Documents_are_stored_overwritten_loaded_and_deleted()
    {
        await using var store = await Stores.NewAsync();
        await using var session = store.LightweightSession();
        var note = new Note(Guid.CreateVersion7(), "first");
        session.Store(note, new Note(Guid.CreateVersion7(), "other"));
        session.Store(new Label("a", 1));
        session.Store(note with { Text = "second" });
        await session.SaveChangesAsync(Ct);
        (await session.LoadAsync<Note>(note.Id, Ct)).ShouldBe(note with { Text = "second" });
        (await session.LoadAsync<Label>("a", Ct)).ShouldBe(new Label("a", 1));
        session.Delete<Note>(note.Id);
        session.Delete<Label>("none");
        await session.SaveChangesAsync(Ct);
        (await session.LoadAsync<Note>(note.Id, Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task Documents_are_queried_by_SQL()
    {
        await using var store = await Stores.NewAsync();
        await using var session = store.LightweightSession();
        session.Store([.. Enumerable.Range(1, 5).Select(i => new Label($"l{i}", i))]);
        await session.SaveChangesAsync(Ct);
        (await session.QueryAsync<Label>("where (data ->> 'Number')::int > ? order by id", Ct, 3)).Select(l => l.Id).ShouldBe(["l4", "l5"]);
        (await session.QueryAsync<Label>($"select data from {store.Options.DatabaseSchemaName}.mt_doc_label where id = any(?)", Ct, (object)Enumerable.Range(1, 2).Select(i => $"l{i}").ToArray())).Count.ShouldBe(2);
        (await session.QueryAsync<long>($"select count(*) from {store.Options.DatabaseSchemaName}.mt_doc_label where data ->> 'Id' <> '?'", Ct)).ShouldBe([5]);
    }

    [Fact]
    public async Task A_batch_reads_streams_and_documents_in_one_round_trip()
    {
        await using var store = await Stores.NewAsync();
        await using var session = store.LightweightSession();
        var ids = Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var id in ids)
            session.Events.StartStream<Order>(id, new OrderPlaced(id, "Ada"), new ItemAdded("Pen", 3));
        var note = new Note(Guid.CreateVersion7(), "n");
        session.Store(note);
        await session.SaveChangesAsync(Ct);

        var batch = session.CreateBatchQuery();
        var streams = ids.Append(Guid.CreateVersion7()).Append(ids[0]).Select(id => batch.Events.FetchForWriting<Order>(id)).ToArray();
        var found = batch.Load<Note>(note.Id);
        var absent = batch.Load<Note>(Guid.CreateVersion7());
        await batch.Execute(Ct);
        (await found).ShouldBe(note);
        (await absent).ShouldBeNull();
        for (var i = 0; i < 20; i++)
            (await streams[i]).Aggregate.ShouldBe(new Order(ids[i], "Ada", 3, false));
        (await streams[20]).CurrentVersion.ShouldBe(0);
        (await streams[21]).CurrentVersion.ShouldBe(2);
        foreach (var stream in streams.Take(20))
            (await stream).AppendOne(new OrderShipped(DateTimeOffset.UnixEpoch));
        await session.SaveChangesAsync(Ct);
        (await session.Events.AggregateStreamAsync<Order>(ids[7], token: Ct))!.IsShipped.ShouldBeTrue();
    }
}
