using System.Diagnostics;
using System.Globalization;
using Distribution.EventStore;
using Distribution.IdGroupPolicy.Search;
using Distribution.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Distribution.Benchmarks.Computers;

/// <summary>Searches over HTTP, beside the plans that the database makes for them.</summary>
internal static class SearchRows
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

    public static async Task MeasureAsync(Report report, ServiceUnderTest service, NpgsqlDataSource database, bool quick)
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
}
