namespace Distribution.EventStore.Tests;

public sealed class ConcurrencyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_writers_that_saw_the_same_version_the_second_is_told_and_writes_nothing()
    {
        await using var store = await Stores.NewAsync();
        var id = await Place(store);
        await using var first = store.LightweightSession();
        await using var second = store.LightweightSession();
        (await first.Events.FetchForWriting<Order>(id, Ct)).AppendOne(new ItemAdded("Pen", 1));
        (await second.Events.FetchForWriting<Order>(id, Ct)).AppendOne(new ItemAdded("Ink", 2));
        second.Store(new Note(id, "must not be"));
        await first.SaveChangesAsync(Ct);
        var conflict = await Should.ThrowAsync<ConcurrencyException>(() => second.SaveChangesAsync(Ct));
        (conflict.StreamId, conflict.ExpectedVersion, conflict.FoundVersion).ShouldBe((id, 1, 2L));
        (await first.LoadAsync<Note>(id, Ct)).ShouldBeNull();
        (await first.Events.FetchStreamAsync(id, token: Ct)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_stream_begins_once()
    {
        await using var store = await Stores.NewAsync();
        var id = await Place(store);
        await using var session = store.LightweightSession();
        session.Events.StartStream<Order>(id, new OrderPlaced(id, "Bob"));
        (await Should.ThrowAsync<ExistingStreamIdCollisionException>(() => session.SaveChangesAsync(Ct))).StreamId.ShouldBe(id);
    }

    [Fact]
    public async Task Two_writers_that_saw_no_stream_cannot_both_begin_it()
    {
        await using var store = await Stores.NewAsync();
        var id = Guid.CreateVersion7();
        await using var first = store.LightweightSession();
        await using var second = store.LightweightSession();
        (await first.Events.FetchForWriting<Order>(id, Ct)).AppendOne(new OrderPlaced(id, "Ada"));
        (await second.Events.FetchForWriting<Order>(id, Ct)).AppendOne(new OrderPlaced(id, "Bob"));
        await first.SaveChangesAsync(Ct);
        (await Should.ThrowAsync<ConcurrencyException>(() => second.SaveChangesAsync(Ct))).FoundVersion.ShouldBe(1);
    }

    [Fact]
    public async Task A_session_over_many_streams_is_written_whole_or_not_at_all()
    {
        await using var store = await Stores.NewAsync();
        var taken = await Place(store);
        await using var session = store.LightweightSession();
        var ids = Enumerable.Range(0, 10).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var id in ids)
            session.Events.StartStream<Order>(id, new OrderPlaced(id, "Ada"));
        session.Events.StartStream<Order>(taken, new OrderPlaced(taken, "Ada"));
        await Should.ThrowAsync<ExistingStreamIdCollisionException>(() => session.SaveChangesAsync(Ct));
        await using var other = store.LightweightSession();
        foreach (var id in ids)
            (await other.Events.FetchForWriting<Order>(id, Ct)).CurrentVersion.ShouldBe(0);
        (await other.QueryAsync<long>($"select count(*) from {store.Options.DatabaseSchemaName}.mt_streams", Ct)).ShouldBe([1]);
    }

    [Fact]
    public async Task One_conflicting_session_among_fifty_does_not_fail_the_others()
    {
        await using var store = await Stores.NewAsync(o => o.ConcurrentWriters = 1);
        var contended = await Place(store);
        var sessions = Enumerable.Range(0, 50).Select(_ => store.LightweightSession()).ToArray();
        var ids = sessions.Select(_ => Guid.CreateVersion7()).ToArray();
        var losing = await sessions[20].Events.FetchForWriting<Order>(contended, Ct);
        await using (var winner = store.LightweightSession())
        {
            winner.Events.Append(contended, new ItemAdded("Pen", 1));
            await winner.SaveChangesAsync(Ct);
        }

        losing.AppendOne(new ItemAdded("Ink", 1));
        var saves = new Task[50];
        for (var i = 0; i < 50; i++)
        {
            sessions[i].Events.StartStream<Order>(ids[i], new OrderPlaced(ids[i], "Ada"));
            saves[i] = sessions[i].SaveChangesAsync(Ct);
        }

        await Should.ThrowAsync<ConcurrencyException>(() => saves[20]);
        await Task.WhenAll(saves.Where((_, i) => i != 20));
        await using var reader = store.LightweightSession();
        for (var i = 0; i < 50; i++)
            (await reader.Events.FetchStreamAsync(ids[i], token: Ct)).Count.ShouldBe(i == 20 ? 0 : 1);
    }

    [Fact]
    public async Task Blind_appends_of_many_sessions_to_one_stream_all_arrive_without_a_gap()
    {
        await using var store = await Stores.NewAsync();
        var id = Guid.CreateVersion7();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            await using var session = store.LightweightSession();
            session.Events.Append(id, new ItemAdded($"{i}", i));
            await session.SaveChangesAsync(Ct);
        }));
        await using var reader = store.LightweightSession();
        var events = await reader.Events.FetchStreamAsync(id, token: Ct);
        events.Select(e => e.Version).ShouldBe(Enumerable.Range(1, 100).Select(i => (long)i));
    }

    [Fact]
    public async Task An_archived_stream_takes_no_more_events()
    {
        await using var store = await Stores.NewAsync();
        var id = await Place(store);
        await using var session = store.LightweightSession();
        var stream = await session.Events.FetchForWriting<Order>(id, Ct);
        await session.QueryAsync<int>($"with s as (update {store.Options.DatabaseSchemaName}.mt_streams set is_archived = true returning 1) select count(*)::int from s", Ct);
        stream.AppendOne(new ItemAdded("Pen", 1));
        await Should.ThrowAsync<ArchivedStreamException>(() => session.SaveChangesAsync(Ct));
        await using var blind = store.LightweightSession();
        blind.Events.Append(id, new ItemAdded("Pen", 1));
        await Should.ThrowAsync<ArchivedStreamException>(() => blind.SaveChangesAsync(Ct));
    }

    private static async Task<Guid> Place(DocumentStore store)
    {
        var id = Guid.CreateVersion7();
        await using var session = store.LightweightSession();
        session.Events.StartStream<Order>(id, new OrderPlaced(id, "Ada"));
        await session.SaveChangesAsync(Ct);
        return id;
    }
}
