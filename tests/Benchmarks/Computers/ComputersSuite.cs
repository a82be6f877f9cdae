using System.Diagnostics;
using System.Globalization;
using Distribution.Contracts;
using Distribution.EventStore;
using Distribution.IdGroupPolicy.Inventory;
using Distribution.IdGroupPolicy.Search;
using Distribution.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RabbitMQ.Client;

namespace Distribution.Benchmarks.Computers;

/// <summary>
/// 100,000 computers with 200 pieces of software each: searches over HTTP, beside the plans that the database makes for them, and
/// differences of inventories recorded, beside the same events saved by the store alone.
/// </summary>
internal static class ComputersSuite
{
    private static readonly string[] LargeTables = ["searched_computer", "software_keys", "known_inventory", "presence", "mt_doc_computer"];

    // # is another number each time.
    private static readonly string[] Searches =
    [
        "name = desk-00####", "name ~ *0##7", "user contains user###4", "software = \"Departmental Tool 1###\"",
        "software.version(\"Common Product ## Professional\") < 5.0", "software ~ \"departmental tool 2##*\" and memory >= 16 GB",
        "not software = \"Common Product ## Professional\"", "address = 10.0.#.0/24 and os = windows", "domain = sales.example and disk.free < 5 GB",
        "update = KB5000#0# and not online = yes", "department = \"Department 1##\" and lastContact < 1#h", "mac = 00:1b:44:00:0#:0# or serial = SN0000####",
        "os.version < 10.0.2200# and cores > 8", "domain = nowhere.example",
    ];

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

        await SearchAsync(report, service, database, quick);
        await RecordAsync(report, service, database, quick);
        GC.Collect();
        report.Figure("memory of the whole process, MB", Process.GetCurrentProcess().WorkingSet64 / 1048576.0, 500, atMost: true);
    }

    private static async Task SearchAsync(Report report, ServiceUnderTest service, NpgsqlDataSource database, bool quick)
    {
        var (all, chance, reading) = (new List<double>(), new Random(1), 0);
        foreach (var shape in Searches)
        {
            var times = new List<double>();
            for (var i = 0; i < 25; i++)
            {
                var search = string.Concat(shape.Select(c => c == '#' ? (char)('0' + chance.Next(10)) : c));
                var watch = Stopwatch.StartNew();
                using var answer = await service.Client.GetAsync(new Uri($"/computers?limit=100&search={Uri.EscapeDataString(search)}", UriKind.Relative));
                answer.EnsureSuccessStatusCode();
                if (i > 2)                    // the runtime still compiles
                    times.Add(watch.Elapsed.TotalMilliseconds);
            }

            var plan = await PlanAsync(service, database, string.Concat(shape.Select(c => c == '#' ? '1' : c)));
            var isRead = LargeTables.Any(table => plan.Contains($"Seq Scan on {table}", StringComparison.Ordinal) || plan.Contains($"Seq Scan on mt_doc_{table}", StringComparison.Ordinal));
            reading += isRead ? 1 : 0;
            times.Sort();
            all.AddRange(times);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{shape,-72} p50 {times[times.Count / 2],6:N1} ms  p95 {times[(int)(times.Count * 0.95)],6:N1} ms{(isRead ? "  reads a table through" : "")}"));
            if (Environment.GetEnvironmentVariable("PLANS") is not null)
                Console.WriteLine(plan);
        }

        all.Sort();
        report.Figure("search, p95 ms", all[(int)(all.Count * 0.95)], 100, atMost: true);
        if (!quick)          // a small table is read through because that is fast
            report.Figure("searches whose plan reads a large table through", reading, 0, atMost: true);
    }

    private static async Task<string> PlanAsync(ServiceUnderTest service, NpgsqlDataSource database, string search)
    {
        await using var scope = service.Services.CreateAsyncScope();
        var sql = await SearchSql.CompileAsync(
            SearchParser.Parse(search), scope.ServiceProvider.GetRequiredService<IDocumentSession>(), DateTimeOffset.UtcNow, default);
        var parts = FindComputers.Sql(sql).Split('?');
        await using var command = database.CreateCommand("explain " + string.Concat(parts.Select((part, i) => i == 0 ? part : $"${i}{part}")));
        foreach (var parameter in (object[])["", "", .. sql.Parameters, 101])
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        var lines = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    private static async Task RecordAsync(Report report, ServiceUnderTest service, NpgsqlDataSource database, bool quick)
    {
        var differences = quick ? 2_000 : 10_000;
        await using var connection = await new ConnectionFactory { Uri = service.BrokerUri }.CreateConnectionAsync();
        foreach (var some in Enumerable.Range(0, differences).Chunk(1_000))
        {
            await Dispatch.BareClient.PublishAsync(connection, AgentQueue.ReportExchange,
            [
                .. some.Select(number => (
                    AgentQueue.InventoryRoutingKey(InventoriedFleet.IdOf(number)), "urn:message:Distribution.Contracts.Agents.V1:InventoryReported",
                    Dispatch.BareClient.Json(InventoriedFleet.Difference(number)))),
            ]);
        }

        await Eventually.Holds(
            () => ScalarAsync(database, "select count(*) from mt_events where type = 'inventory_changed'"), count => count == differences, "all are recorded", TimeSpan.FromMinutes(15));
        var milliseconds = await ScalarAsync(
            database, "select (extract(epoch from max(timestamp) - min(timestamp)) * 1000)::bigint from mt_events where type = 'inventory_changed'");
        var rate = differences * 1_000.0 / Math.Max(1, milliseconds);
        var ceiling = await SaveAloneAsync(differences);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"differences of inventories recorded {rate:N0}/s, their events saved by the store alone {ceiling:N0}/s"));
        report.Figure("inventory differences recorded per second", rate, 200);
    }

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
