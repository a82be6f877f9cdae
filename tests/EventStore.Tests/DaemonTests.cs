using System.Collections.Concurrent;

namespace Distribution.EventStore.Tests;

public sealed class DaemonTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Async_projections_follow_the_log()
    {
        await using var store = await Stores.NewAsync(Projections);
        await using var daemon = new ProjectionDaemon(store);
        await daemon.StartAsync(Ct);
        var ids = await PlaceAsync(store, 50);
        await CaughtUp(daemon, 100);
        await using var session = store.LightweightSession();
        foreach (var id in ids)
            (await session.LoadAsync<Order>(id, Ct)).ShouldBe(new Order(id, "Ada", 3, false));
        (await session.LoadAsync<CustomerSales>("Ada", Ct))!.Orders.ShouldBe(50);
        await AppendAsync(store, ids[0], new OrderForgotten());
        await CaughtUp(daemon, 101);
        (await session.LoadAsync<Order>(ids[0], Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task What_was_written_while_no_daemon_ran_is_caught_up()
    {
        await using var store = await Stores.NewAsync(Projections);
        await PlaceAsync(store, 10);
        await using (var first = new ProjectionDaemon(store))
        {
            await first.StartAsync(Ct);
            await CaughtUp(first, 20);
        }

        await PlaceAsync(store, 10);
        await using var second = new ProjectionDaemon(store);
        await second.StartAsync(Ct);
        await CaughtUp(second, 40);
        await using var session = store.LightweightSession();
        (await session.LoadAsync<CustomerSales>("Ada", Ct))!.Orders.ShouldBe(20);
        (await session.QueryAsync<string>($"select name from {store.Options.DatabaseSchemaName}.mt_event_progression order by name", Ct))
            .ShouldBe(["CustomerSales:All", "HighWaterMark", "Order:All"]);
    }

    [Fact]
    public async Task A_subscription_sees_every_event_in_order()
    {
        var seen = new Recorder();
        await using var store = await Stores.NewAsync(o => o.Subscriptions.Add(seen));
        await using var daemon = new ProjectionDaemon(store);
        await daemon.StartAsync(Ct);
        await PlaceAsync(store, 30);
        await CaughtUp(daemon, 60);
        seen.Sequences.ShouldBe(Enumerable.Range(1, 60).Select(i => (long)i));
    }

    [Fact]
    public async Task A_subscription_that_throws_is_offered_the_page_again_until_it_succeeds()
    {
        var seen = new Recorder { FailuresLeft = 8 };
        await using var store = await Stores.NewAsync(o =>
        {
            o.Subscriptions.Add(seen);
            o.Daemon.LongestRetryDelay = TimeSpan.FromMilliseconds(100);
        });
        await using var daemon = new ProjectionDaemon(store);
        await PlaceAsync(store, 2);
        await daemon.StartAsync(Ct);
        await CaughtUp(daemon, 4);
        seen.Sequences.ShouldBe([1, 2, 3, 4]);
        seen.FailuresLeft.ShouldBe(0);
    }

    [Fact]
    public async Task A_projection_that_throws_is_retried_then_stops_loudly_while_the_others_go_on()
    {
        var broken = new BrokenProjection { IsBroken = true };
        await using var store = await Stores.NewAsync(o =>
        {
            Projections(o);
            o.Projections.Add(broken, ProjectionLifecycle.Async);
            o.Daemon.RetryDelays = [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(5), 3)];
        });
        await using var daemon = new ProjectionDaemon(store);
        await daemon.StartAsync(Ct);
        await PlaceAsync(store, 5);
        await Eventually.Holds(() => Task.FromResult(Status(daemon, nameof(Fragile))), s => s.State == ShardState.Stopped, "the broken projection stops");
        var status = Status(daemon, nameof(Fragile));
        status.FailedAttempts.ShouldBe(4);
        broken.Calls.ShouldBe(4);
        status.LastError!.ShouldContain("event 1 (order_placed");
        status.Position.ShouldBe(0);
        await Eventually.Holds(() => Task.FromResult(Status(daemon, nameof(Order))), s => s.Position == 10, "the others go on");
        Status(daemon, nameof(Fragile)).Lag.ShouldBe(10);

        broken.IsBroken = false;
        daemon.Restart(nameof(Fragile));
        await CaughtUp(daemon, 10);
    }

    [Fact]
    public async Task A_rebuild_begins_at_the_first_event_and_leaves_what_the_log_says()
    {
        await using var store = await Stores.NewAsync(Projections);
        await using var daemon = new ProjectionDaemon(store);
        await daemon.StartAsync(Ct);
        var ids = await PlaceAsync(store, 20);
        await CaughtUp(daemon, 40);
        await using var session = store.LightweightSession();
        session.Store(new Order(ids[0], "Wrong", 0, true), new Order(Guid.CreateVersion7(), "Stray", 0, true));
        await session.SaveChangesAsync(Ct);
        await daemon.RebuildAsync(nameof(Order), Ct);
        (await session.QueryAsync<Order>("", Ct)).OrderBy(o => o.Id).ShouldBe(ids.Order().Select(id => new Order(id, "Ada", 3, false)));
        await daemon.RebuildAsync(nameof(CustomerSales), Ct);
        (await session.LoadAsync<CustomerSales>("Ada", Ct))!.Orders.ShouldBe(20);
    }

    [Fact]
    public async Task A_rebuild_may_be_asked_of_a_node_that_does_not_lead()
    {
        var schema = Stores.NewSchema();
        await using var store = await Stores.NewAsync(Projections, schema);
        await using var other = await Stores.NewAsync(Projections, schema);
        await using var leader = new ProjectionDaemon(store);
        await leader.StartAsync(Ct);
        await Eventually.Holds(() => Task.FromResult(leader.IsLeader), yes => yes, "the first leads");
        await using var follower = new ProjectionDaemon(other);
        await follower.StartAsync(Ct);
        var ids = await PlaceAsync(store, 20);
        await CaughtUp(leader, 40);
        await using var session = store.LightweightSession();
        session.Store(new Order(ids[0], "Wrong", 0, true));
        await session.SaveChangesAsync(Ct);
        await follower.RebuildAsync(nameof(Order), Ct);
        (await session.LoadAsync<Order>(ids[0], Ct))!.Customer.ShouldBe("Ada");
        follower.IsLeader.ShouldBeFalse();
    }

    [Fact]
    public async Task An_event_whose_class_is_gone_stops_only_those_who_look_into_it()
    {
        await using var store = await Stores.NewAsync(o =>
        {
            Projections(o);
            o.Daemon.RetryDelays = [TimeSpan.FromMilliseconds(5)];
        });
        await PlaceAsync(store, 3);
        await using var session = store.LightweightSession();
        await session.QueryAsync<int>($"with e as (update {store.Options.DatabaseSchemaName}.mt_events set type = 'gone', mt_dotnet_type = 'Gone, Away' where seq_id = 2 returning 1) select 1 from e", Ct);
        await using var daemon = new ProjectionDaemon(store);
        await daemon.StartAsync(Ct);
        await Eventually.Holds(() => Task.FromResult(Status(daemon, nameof(Order))), s => s.State == ShardState.Stopped, "the one that looks stops");
        Status(daemon, nameof(Order)).LastError!.ShouldContain("'gone'");
        await Eventually.Holds(() => Task.FromResult(Status(daemon, nameof(CustomerSales))), s => s.Position == 6, "the one that passes it goes on");
        var stream = (await session.QueryAsync<Guid>($"select stream_id from {store.Options.DatabaseSchemaName}.mt_events where seq_id = 2", Ct))[0];
        (await Should.ThrowAsync<UnreadableEventException>(() => session.Events.FetchStreamAsync(stream, token: Ct))).Sequence.ShouldBe(2);
    }

    internal static void Projections(StoreOptions options)
    {
        options.Projections.Add<OrderProjection>(ProjectionLifecycle.Async);
        options.Projections.Add<CustomerSalesProjection>(ProjectionLifecycle.Async);
    }

    internal static ShardStatus Status(ProjectionDaemon daemon, string name) => daemon.Shards.Single(s => s.Name == name);

    internal static Task CaughtUp(ProjectionDaemon daemon, long position) => Eventually.Holds(
        () => Task.FromResult(daemon.Shards), shards => shards.All(s => s.Position >= position), $"every shard is at {position}");

    internal static async Task<Guid[]> PlaceAsync(DocumentStore store, int orders)
    {
        var ids = Enumerable.Range(0, orders).Select(_ => Guid.CreateVersion7()).ToArray();
        await using var session = store.LightweightSession();
        foreach (var id in ids)
            session.Events.StartStream<Order>(id, new OrderPlaced(id, "Ada"), new ItemAdded("Pen", 3));
        await session.SaveChangesAsync(Ct);
        return ids;
    }

    internal static async Task AppendAsync(DocumentStore store, Guid id, object e)
    {
        await using var session = store.LightweightSession();
        session.Events.Append(id, e);
        await session.SaveChangesAsync(Ct);
    }
}

internal sealed class Recorder : ISubscription
{
    private readonly ConcurrentQueue<IEvent> _events = new();

    public string Name => "Recorder";

    public int FailuresLeft { get; set; }

    public IReadOnlyList<IEvent> Events => [.. _events];

    public IEnumerable<long> Sequences => _events.Select(e => e.Sequence);

    public Task ProcessAsync(IReadOnlyList<IEvent> events, CancellationToken ct)
    {
        if (FailuresLeft > 0)
        {
            FailuresLeft--;
            throw new InvalidOperationException("not yet");
        }

        foreach (var e in events)
            _events.Enqueue(e);
        return Task.CompletedTask;
    }
}

public sealed record Fragile(Guid Id);

public sealed partial class BrokenProjection : SingleStreamProjection<Fragile, Guid>
{
    public bool IsBroken { get; set; }

    public int Calls { get; private set; }

    public override Fragile? Evolve(Fragile? snapshot, Guid id, IEvent e)
    {
        Calls++;
        return IsBroken ? throw new InvalidOperationException("broken") : new Fragile(id);
    }
}
