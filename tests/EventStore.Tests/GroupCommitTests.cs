namespace Distribution.EventStore.Tests;

public sealed class GroupCommitTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Saves_that_wait_for_a_writer_are_written_in_one_transaction()
    {
        await using var store = await Stores.NewAsync(o => o.ConcurrentWriters = 1);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => DaemonTests.PlaceAsync(store, 1)));
        await using var session = store.LightweightSession();
        var transactions = await session.QueryAsync<long>($"select count(*) from {store.Options.DatabaseSchemaName}.mt_streams group by xmin::text", Ct);
        transactions.Sum().ShouldBe(40);
        transactions.Count.ShouldBeLessThan(40);
    }

    [Fact]
    public void Saves_that_touch_the_same_stream_or_document_are_written_apart_and_in_their_order()
    {
        using var store = DocumentStore.For(o => o.Connection("Host=nowhere"));
        Guid[] ids = [.. Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7())];
        var waiting = new WaitingSaves();
        PendingSave[] saves = [Save(ids[0]), Save(ids[0], ids[1]), Save(ids[1]), Save(ids[2])];
        foreach (var save in saves)
            waiting.Add(save);
        waiting.TakeGroup().ShouldBe([saves[0], saves[3]]);
        waiting.TakeGroup().ShouldBe([saves[1]], "the third must not overtake the second, which it shares a stream with");
        waiting.TakeGroup().ShouldBe([saves[2]]);
        waiting.TakeGroup().ShouldBeEmpty();

        PendingSave Save(params Guid[] streams) => new(
            [.. streams.Select(id =>
            {
                var stream = new PendingStream(id, StreamClaim.Any, 0, null);
                stream.Events.Add(new ItemAdded("Pen", 1));
                return stream;
            })], [], store.EventTypes, null, null, null);
    }

    [Fact]
    public async Task A_save_that_the_server_refuses_fails_alone()
    {
        await using var store = await Stores.NewAsync(o =>
        {
            o.ConcurrentWriters = 1;
            o.Schema.For<Note>();
            o.Indexes.Add("create unique index if not exists note_text on mt_doc_note ((data ->> 'Text'))");
        });
        var saves = Enumerable.Range(0, 30).Select(async i =>
        {
            await using var session = store.LightweightSession();
            session.Store(new Note(Guid.CreateVersion7(), i is 10 or 20 ? "the same" : $"{i}"));
            await session.SaveChangesAsync(Ct);
        }).ToArray();
        await Task.WhenAll(saves).ContinueWith(_ => { }, TaskScheduler.Default);
        saves.Count(s => s.IsFaulted).ShouldBe(1);
        (saves[10].IsFaulted ^ saves[20].IsFaulted).ShouldBeTrue();
        (saves[10].Exception ?? saves[20].Exception)!.InnerException.ShouldBeOfType<Npgsql.PostgresException>().SqlState.ShouldBe("23505");
    }

    [Fact]
    public async Task A_lost_connection_fails_the_saves_under_way_and_no_later_one()
    {
        await using var store = await Stores.NewAsync();
        await DaemonTests.PlaceAsync(store, 1);
        await using var session = store.LightweightSession();
        await session.QueryAsync<bool>("select pg_terminate_backend(pid) from pg_stat_activity where query like ?", Ct, $"%{store.Options.DatabaseSchemaName}.mt_streams%");
        await Eventually.Holds(
            async () =>
            {
                try
                {
                    await DaemonTests.PlaceAsync(store, 1);
                    return true;
                }
                catch (Npgsql.NpgsqlException)
                {
                    return false;
                }
            },
            saved => saved, "the store writes again");
    }
}
