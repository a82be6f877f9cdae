using System.Collections.Concurrent;
using System.Diagnostics;

namespace Distribution.EventStore.Tests;

public sealed class InlineProjectionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_snapshot_is_written_with_its_events()
    {
        await using var store = await Stores.NewAsync(o => o.Projections.Add<OrderProjection>(ProjectionLifecycle.Inline));
        var id = Guid.CreateVersion7();
        await using var session = store.LightweightSession();
        session.Events.StartStream<Order>(id, new OrderPlaced(id, "Ada"), new ItemAdded("Pen", 3));
        await session.SaveChangesAsync(Ct);
        (await session.LoadAsync<Order>(id, Ct)).ShouldBe(new Order(id, "Ada", 3, false));

        var stream = await session.Events.FetchForWriting<Order>(id, Ct);
        stream.Aggregate.ShouldBe(new Order(id, "Ada", 3, false));
        stream.CurrentVersion.ShouldBe(2);
        stream.AppendOne(new ItemAdded("Ink", 4));
        await session.SaveChangesAsync(Ct);
        session.Events.Append(id, new OrderShipped(DateTimeOffset.UnixEpoch));
        await session.SaveChangesAsync(Ct);
        (await session.LoadAsync<Order>(id, Ct)).ShouldBe(new Order(id, "Ada", 7, true));

        session.Events.Append(id, new OrderForgotten());
        await session.SaveChangesAsync(Ct);
        (await session.LoadAsync<Order>(id, Ct)).ShouldBeNull();
        (await session.Events.FetchForWriting<Order>(id, Ct)).CurrentVersion.ShouldBe(5);
    }

    [Fact]
    public async Task What_may_have_no_document_is_not_read_again_before_it_is_saved()
    {
        var schema = Stores.NewSchema();
        await using var store = await Stores.NewAsync(o => o.Projections.Add<NoteProjection>(ProjectionLifecycle.Inline), schema);
        var id = Guid.CreateVersion7();
        await using var session = store.LightweightSession();
        session.Events.StartStream<Order>(id, new OrderPlaced(id, "Ada"));
        await session.SaveChangesAsync(Ct);
        (await session.Events.FetchForWriting<Order>(id, Ct)).AppendOne(new ItemAdded("Pen", 3));
        var commands = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = command =>
            {
                if (command.TagObjects.Select(tag => tag.Value).OfType<string>().FirstOrDefault(value => value.Contains($"{schema}.", StringComparison.Ordinal)) is { } text)
                    commands.Enqueue(text);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await session.SaveChangesAsync(Ct);
        commands.ShouldHaveSingleItem();
        (await session.Events.AggregateStreamAsync<Order>(id, token: Ct)).ShouldBe(new Order(id, "Ada", 3, false));
    }

    [Fact]
    public async Task A_document_of_one_class_of_streams_is_kept_there_alone_and_whole_beside_others()
    {
        await using var store = await Stores.NewAsync(o =>
        {
            o.Projections.Add<OwnOrderProjection>(ProjectionLifecycle.Inline);
            o.Projections.Add<DeliveryProjection>(ProjectionLifecycle.Inline);
        });
        var (order, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using var session = store.LightweightSession();
        session.Events.StartStream<Order>(order, new OrderPlaced(order, "Ada"));
        session.Events.StartStream<Note>(other, new OrderPlaced(other, "Bob"));
        await session.SaveChangesAsync(Ct);
        (await session.LoadAsync<Order>(other, Ct)).ShouldBeNull();

        // One batch for streams of two classes, then an append by somebody who does not know the class.
        var batch = session.CreateBatchQuery();
        var orders = batch.Events.FetchForWriting<Order>(order);
        var deliveries = batch.Events.FetchForWriting<Delivery>(other);
        await batch.Execute(Ct);
        (await orders).AppendOne(new ItemAdded("Pen", 3));
        (await deliveries).Aggregate.ShouldBe(new Delivery(other, 1));
        (await deliveries).AppendOne(new ItemAdded("Ink", 4));
        await session.SaveChangesAsync(Ct);
        session.Events.Append(order, new ItemAdded("Ink", 4));
        await session.SaveChangesAsync(Ct);
        (await session.LoadAsync<Order>(order, Ct)).ShouldBe(new Order(order, "Ada", 7, false));
        (await session.LoadAsync<Delivery>(order, Ct)).ShouldBe(new Delivery(order, 3));
        (await session.LoadAsync<Delivery>(other, Ct)).ShouldBe(new Delivery(other, 2));
        (await session.LoadAsync<Order>(other, Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task A_batch_reads_snapshots()
    {
        await using var store = await Stores.NewAsync(o => o.Projections.Add<OrderProjection>(ProjectionLifecycle.Inline));
        await using var session = store.LightweightSession();
        var ids = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var id in ids)
            session.Events.StartStream<Order>(id, new OrderPlaced(id, "Ada"));
        await session.SaveChangesAsync(Ct);
        var batch = session.CreateBatchQuery();
        var streams = ids.Append(Guid.CreateVersion7()).Select(id => batch.Events.FetchForWriting<Order>(id)).ToArray();
        await batch.Execute(Ct);
        (await streams[4]).Aggregate.ShouldBe(new Order(ids[4], "Ada", 0, false));
        (await streams[5]).CurrentVersion.ShouldBe(0);
    }

    [Fact]
    public async Task Blind_appends_by_many_sessions_leave_the_right_snapshot()
    {
        await using var store = await Stores.NewAsync(o => o.Projections.Add<OrderProjection>(ProjectionLifecycle.Inline));
        var id = Guid.CreateVersion7();
        await using var session = store.LightweightSession();
        session.Events.StartStream<Order>(id, new OrderPlaced(id, "Ada"));
        await session.SaveChangesAsync(Ct);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var i = 0; i < 5; i++)
            {
                await using var own = store.LightweightSession();
                own.Events.Append(id, new ItemAdded("Pen", 1));
                await own.SaveChangesAsync(Ct);
            }
        }));
        (await session.LoadAsync<Order>(id, Ct))!.Total.ShouldBe(40);
    }

    [Fact]
    public async Task Sessions_that_share_a_document_of_many_streams_all_count()
    {
        await using var store = await Stores.NewAsync(o => o.Projections.Add<CustomerSalesProjection>(ProjectionLifecycle.Inline));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            await using var own = store.LightweightSession();
            var id = Guid.CreateVersion7();
            own.Events.StartStream<Order>(id, new OrderPlaced(id, i % 2 == 0 ? "Ada" : "Bob"));
            await own.SaveChangesAsync(Ct);
        }));
        await using var session = store.LightweightSession();
        (await session.LoadAsync<CustomerSales>("Ada", Ct))!.Orders.ShouldBe(10);
        (await session.LoadAsync<CustomerSales>("Bob", Ct))!.Orders.ShouldBe(10);
    }
}
