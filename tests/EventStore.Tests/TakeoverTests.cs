namespace Distribution.EventStore.Tests;

public sealed class TakeoverTests
{
    /// <summary>After how long a leader looks whether it still leads: long enough for another to take over unnoticed on a slow machine.</summary>
    private static readonly TimeSpan _lateNotice = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_daemons_one_leads_and_the_other_takes_over_when_it_stops()
    {
        var schema = Stores.NewSchema();
        await using var firstStore = await Stores.NewAsync(DaemonTests.Projections, schema);
        await using var secondStore = await Stores.NewAsync(DaemonTests.Projections, schema);
        await using var first = new ProjectionDaemon(firstStore);
        await using var second = new ProjectionDaemon(secondStore);
        await first.StartAsync(Ct);
        await Leads(first);
        await second.StartAsync(Ct);
        await DaemonTests.PlaceAsync(firstStore, 10);
        await DaemonTests.CaughtUp(first, 20);
        second.IsLeader.ShouldBeFalse();
        second.Shards.ShouldAllBe(s => s.State == ShardState.Waiting);

        await first.StopAsync(Ct);
        first.IsLeader.ShouldBeFalse();
        await Leads(second);
        await DaemonTests.PlaceAsync(firstStore, 10);
        await DaemonTests.CaughtUp(second, 40);
        (await Sales(secondStore)).ShouldBe(20);
    }

    [Fact]
    public async Task When_the_leaders_connection_dies_another_takes_over_and_each_event_still_counts_once()
    {
        var schema = Stores.NewSchema();
        await using var firstStore = await Stores.NewAsync(o =>
        {
            NoticesLate(o);
            o.Projections.Add<CustomerSalesProjection>(ProjectionLifecycle.Async);
        }, schema);
        await using var secondStore = await Stores.NewAsync(DaemonTests.Projections, schema);
        await using var first = new ProjectionDaemon(firstStore);
        await using var second = new ProjectionDaemon(secondStore);
        await first.StartAsync(Ct);
        await Leads(first);
        await second.StartAsync(Ct);
        await KillLeaderAsync(secondStore);
        await Eventually.Holds(() => Task.FromResult(second.IsLeader), yes => yes, "the second leads", _lateNotice);
        first.IsLeader.ShouldBeTrue("it has not noticed, so both believe that they lead");
        for (var i = 0; i < 40; i++)
            await DaemonTests.PlaceAsync(i % 2 == 0 ? firstStore : secondStore, 5);
        await DaemonTests.CaughtUp(second, 400);
        (await Sales(secondStore)).ShouldBe(200);
        await Eventually.Holds(() => Task.FromResult(first.IsLeader), yes => !yes, "the first has noticed", TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task A_deposed_leader_cannot_write_a_page_that_it_began_while_it_led()
    {
        var schema = Stores.NewSchema();
        using var held = new HeldSalesProjection();
        await using var firstStore = await Stores.NewAsync(o =>
        {
            NoticesLate(o);
            o.Projections.Add(held, ProjectionLifecycle.Async);
        }, schema);
        await using var secondStore = await Stores.NewAsync(DaemonTests.Projections, schema);
        await using var first = new ProjectionDaemon(firstStore);
        await using var second = new ProjectionDaemon(secondStore);
        await first.StartAsync(Ct);
        await Leads(first);
        await DaemonTests.PlaceAsync(firstStore, 5);
        await Eventually.Holds(() => Task.FromResult(held.Begun), n => n > 0, "the first has begun the page");
        await KillLeaderAsync(secondStore);
        await second.StartAsync(Ct);
        await DaemonTests.PlaceAsync(secondStore, 5);
        await DaemonTests.CaughtUp(second, 20);
        held.Allow(5);
        await Eventually.Holds(
            () => Task.FromResult(DaemonTests.Status(first, nameof(CustomerSales))), s => s.Position == 20 || held.Begun > 5, "the first has tried to write its page");
        var begun = held.Begun;
        held.Allow(100);
        begun.ShouldBe(5, "it writes nothing, and goes on from where the second has come to");
        (await Sales(secondStore)).ShouldBe(10);
    }

    [Fact]
    public async Task Daemons_of_different_schemas_lead_side_by_side()
    {
        await using var one = await Stores.NewAsync(DaemonTests.Projections);
        await using var other = await Stores.NewAsync(DaemonTests.Projections);
        await using var first = new ProjectionDaemon(one);
        await using var second = new ProjectionDaemon(other);
        await first.StartAsync(Ct);
        await second.StartAsync(Ct);
        await Leads(first);
        await Leads(second);
    }

    private static void NoticesLate(StoreOptions options)
    {
        options.Daemon.LeadershipInterval = _lateNotice;
        if (options.Projections.Registered.Count == 0)
            options.Projections.Add<OrderProjection>(ProjectionLifecycle.Async);
    }

    private static async Task KillLeaderAsync(DocumentStore store)
    {
        await using var session = store.LightweightSession();
        (await session.QueryAsync<bool>("""
            select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted
            and classid = (hashtext('mt_daemon')::bigint & 4294967295)::oid and objid = (hashtext(?)::bigint & 4294967295)::oid
            """, Ct, store.Options.DatabaseSchemaName)).ShouldBe([true]);
    }

    private static Task<bool> Leads(ProjectionDaemon daemon) => Eventually.Holds(() => Task.FromResult(daemon.IsLeader), yes => yes, "the daemon leads");

    private static async Task<int> Sales(DocumentStore store)
    {
        await using var session = store.LightweightSession();
        return (await session.LoadAsync<CustomerSales>("Ada", Ct))!.Orders;
    }
}

/// <summary>Counts sales, but only as many as it is allowed to.</summary>
public sealed partial class HeldSalesProjection : MultiStreamProjection<CustomerSales, string>, IDisposable
{
    private readonly SemaphoreSlim _allowed = new(0);
    private int _begun;

    public HeldSalesProjection() => Identity<OrderPlaced>(e => e.Customer);

    public int Begun => Volatile.Read(ref _begun);

    public void Allow(int count) => _allowed.Release(count);

    public override CustomerSales? Evolve(CustomerSales? snapshot, string id, IEvent e)
    {
        Interlocked.Increment(ref _begun);
        _allowed.Wait(TimeSpan.FromSeconds(60));
        return new(id, (snapshot?.Orders ?? 0) + 1);
    }

    public void Dispose() => _allowed.Dispose();
}
