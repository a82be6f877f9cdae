using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Distribution.Benchmarks.Reporting;

/// <summary>The questions that the dashboard asks, over HTTP, on the tables of a large enterprise; each beside the plan that answers it.</summary>
internal static class ReportingSuite
{
    private const double Target = 100;
    private const double OverviewTarget = 50;

    // Small tables may be read whole: a plan is judged by what grows with the fleet.
    private static readonly string[] Large = ["executions", "actions", "timeline", "computers", "memberships"];

    public static async Task RunAsync(Report report, bool quick)
    {
        if (!report.Wants("reporting"))
            return;
        var (computers, tasks, rounds) = quick ? (10_000, 100, 40) : (100_000, 200, 100);
        await using var tables = await LargeTables.FillAsync(computers, tasks);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{computers:N0} computers, {tasks} tasks, {(long)computers * tasks / 2:N0} executions; milliseconds"));
        Console.WriteLine($"{"question",-34}{"p50",10}{"p95",10}");
        foreach (var (work, path) in tables.Questions)
        {
            var times = await MeasureAsync(tables, path, rounds);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{work,-34}{At(times, 0.5),10:N2}{At(times, 0.95),10:N2}"));
            report.Figure($"reporting, {work}, p95 ms", At(times, 0.95), work == "overview" ? OverviewTarget : Target, atMost: true);
        }

        foreach (var (work, sql) in tables.Statements)
        {
            var plan = await ExplainAsync(tables.Database, sql);
            var scans = plan.Where(line => Large.Any(table => line.Contains($"Seq Scan on {table} ", StringComparison.Ordinal) || line.TrimEnd().EndsWith($"Seq Scan on {table}", StringComparison.Ordinal))).ToList();
            Console.WriteLine($"--- {work}");
            plan.ForEach(Console.WriteLine);
            report.Figure($"reporting, {work}, sequential scans of large tables", scans.Count, 0, atMost: true);
        }
    }

    private static async Task<double[]> MeasureAsync(LargeTables tables, string path, int rounds)
    {
        var times = new double[rounds];
        for (var round = -5; round < rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            using var answer = await tables.Service.Client.GetAsync(new Uri(path, UriKind.Relative));
            await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
            if (round >= 0)
                times[round] = watch.Elapsed.TotalMilliseconds;
        }

        Array.Sort(times);
        return times;
    }

    private static double At(double[] sorted, double part) => sorted[(int)((sorted.Length - 1) * part)];

    private static async Task<List<string>> ExplainAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand($"explain (costs off) {sql}");
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
            lines.Add(reader.GetString(0));
        return lines;
    }
}
