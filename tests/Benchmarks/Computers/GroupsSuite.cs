using System.Diagnostics;
using System.Globalization;
using Distribution.Contracts;
using Distribution.EventStore;
using Distribution.IdGroupPolicy.Inventory;
using Distribution.Testing;
using Npgsql;
using RabbitMQ.Client;

namespace Distribution.Benchmarks.Computers;

/// <summary>
/// 100,000 computers with 200 pieces of software each, 1,000 ID groups and 500 policies: searches, judgements by policies, and
/// differences of inventories recorded, beside the same events saved by the store alone.
/// </summary>
internal static class GroupsSuite
{
    public static async Task RunAsync(Report report, bool quick)
    {
        var broker = await PrivateRabbitMq.StartAsync(new RabbitMqOptions { MemoryLimit = 4L << 30 });
        await using var _ = broker;
        await using var service = await ServiceUnderTest.StartAsync(IdGroupPolicy.Program.Build, ("RabbitMq:Uri", (await broker.VirtualHostAsync("computers")).ToString()));
        await Eventually.Holds(service.ReadinessAsync, answer => !answer.Contains("Unhealthy", StringComparison.Ordinal), "the service is ready");
        await using var database = NpgsqlDataSource.Create(service.ConnectionString);
        var fleet = new InventoriedFleet(quick ? 5_000 : 100_000);
        var loading = Stopwatch.StartNew();
        await fleet.LoadAsync(database);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{fleet.Count:N0} computers with {InventoriedFleet.Software} pieces of software each, loaded in {loading.Elapsed.TotalSeconds:N0} s"));

        if (report.Wants("search"))
            await SearchRows.MeasureAsync(report, service, database, quick);
        if (report.Wants("policy"))
            await PolicyRows.MeasureAsync(report, service, fleet);
        if (report.Wants("differences"))
            await RecordAsync(report, service, database, quick);
        GC.Collect();
        report.Figure("memory of the whole process, MB", Process.GetCurrentProcess().WorkingSet64 / 1048576.0, 500, atMost: true);
    }

    private static async Task RecordAsync(Report report, ServiceUnderTest service, NpgsqlDataSource database, bool quick)
    {
        var differences = quick ? 2_000 : 10_000;
        List<(string, string, byte[])> messages =
        [
            .. Enumerable.Range(0, differences).Select(number => (
                AgentQueue.InventoryRoutingKey(InventoriedFleet.IdOf(number)), "urn:message:Distribution.Contracts.Agents.V1:InventoryReported",
                Dispatch.BareClient.Json(InventoriedFleet.Difference(number)))),
        ];
        var (own, servers) = (Cpu.Own(), Cpu.Servers());
        await using var connection = await new ConnectionFactory { Uri = service.BrokerUri }.CreateConnectionAsync();
        foreach (var some in messages.Chunk(1_000))
            await Dispatch.BareClient.PublishAsync(connection, AgentQueue.ReportExchange, some);
        await Eventually.Holds(
            () => ScalarAsync(database, "select count(*) from mt_events where type = 'inventory_changed'"), count => count == differences, "all are recorded", TimeSpan.FromMinutes(15));
        var milliseconds = await ScalarAsync(
            database, "select (extract(epoch from max(timestamp) - min(timestamp)) * 1000)::bigint from mt_events where type = 'inventory_changed'");
        var rate = differences * 1_000.0 / Math.Max(1, milliseconds);
        var cost = Cost(own, servers, differences);
        (own, servers) = (Cpu.Own(), Cpu.Servers());
        var ceiling = await SaveAloneAsync(differences);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            differences of inventories recorded {rate:N0}/s, processor {cost} us each; their events saved by the store alone {ceiling:N0}/s, {Cost(own, servers, differences)} us each
            """));
        report.Figure("inventory differences recorded per second", rate, 200);
    }

    // Ours, with whatever follows the change, and the servers'.
    private static string Cost(double own, double servers, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{(Cpu.Own() - own) / count:N0}+{(Cpu.Servers() - servers) / count:N0}");

    private static async Task<double> SaveAloneAsync(int count)
    {
        var database = await PrivatePostgres.CreateDatabaseAsync("ceiling");
        var store = DocumentStore.For(options => options.Connection(database));
        var item = InventoriedFleet.SoftwareOf(1)[0];
        var facts = InventoriedFleet.FactsOfNumber(1);
        var watch = new Stopwatch();
        foreach (var page in Enumerable.Range(0, count).Chunk(200))
        {
            await using var session = store.LightweightSession();
            foreach (var number in page)
            {
                session.Events.StartStream<KnownInventory>(Guid.CreateVersion7(), new InventoryChanged(
                    InventoriedFleet.IdOf(number), Guid.Empty, 2, facts, [], [new SoftwareUpdate(item, item)], [], [], [], DateTimeOffset.UtcNow));
            }

            watch.Start();
            await session.SaveChangesAsync();
            watch.Stop();
        }

        return count / watch.Elapsed.TotalSeconds;
    }

    private static async Task<long> ScalarAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync() is { } value and not DBNull ? value : 0L, CultureInfo.InvariantCulture);
    }
}
