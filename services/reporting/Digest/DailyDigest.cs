using System.Globalization;
using System.Text;
using Dapper;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Reporting.TaskReports;
using Npgsql;

namespace Distribution.Reporting.Digest;

/// <summary>What a day brought, in a mail's words.</summary>
internal sealed record DailyDigest(
    DateOnly Day, IReadOnlyList<TaskReport> Ended, IReadOnlyList<TaskReport> Running, IReadOnlyList<(string? Error, int? ExitCode, long Count)> Causes, long StandBy, long Computers)
{
    private const int Most = 20;

    private const string Failures = """
        select f.error, nullif(f.exit_code, '')::int as exit_code, sum(f.count)::bigint as count from task_facets f
        where f.task_id = any(@tasks) and f.state in ('Failed', 'TimedOut') and f.count > 0 group by 1, 2 order by 3 desc limit 20
        """;

    public static async Task<DailyDigest> ReadAsync(NpgsqlConnection connection, DateOnly day)
    {
        var (from, to) = (new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero), new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero));
        var ended = await TaskRows.Read(connection, "t.verdict_at >= @from and t.verdict_at < @to and t.removed_at is null order by t.verdict_at", new { from, to });
        var running = await TaskRows.Read(
            connection, "t.started_at is not null and t.verdict is null and t.cancelled_at is null and t.removed_at is null order by t.created_at desc limit 200", new { });
        var tasks = ended.Concat(running).Select(t => t.Id).ToArray();
        var causes = await connection.QueryAsync<(string?, int?, long)>(Failures, new { tasks });
        return new(
            day, ended, running, [.. causes],
            await connection.ExecuteScalarAsync<long>("select count(*) from executions where waiting_for = 'Contact' and until is null and state = 'Waiting'"),
            await connection.ExecuteScalarAsync<long>("select count(*) from computers where present"));
    }

    public string Subject => string.Create(
        CultureInfo.InvariantCulture, $"Distribution, {Day:yyyy-MM-dd}: {Ended.Count} tasks ended, {Ended.Sum(t => t.Failed)} failures, {Running.Count} running");

    /// <summary>Plain text, at most 20 lines of each kind.</summary>
    public string Body(Uri? address)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Computers:N0} computers; {StandBy:N0} executions stand by for computers that cannot be reached.").AppendLine();
        Tasks(text, "Ended", Ended, address);
        Tasks(text, "Running", Running, address);
        if (Causes.Count > 0)
            text.AppendLine("Failures by cause");
        foreach (var (error, exitCode, count) in Causes)
            text.AppendLine(CultureInfo.InvariantCulture, $"  {count,8:N0}  {(error is { Length: > 0 } ? error : "Not told")}{(exitCode is null ? "" : $", exit code {exitCode}")}");
        return text.ToString();
    }

    private static void Tasks(StringBuilder text, string title, IReadOnlyList<TaskReport> tasks, Uri? address)
    {
        if (tasks.Count == 0)
            return;
        text.AppendLine(CultureInfo.InvariantCulture, $"{title} ({tasks.Count})");
        foreach (var task in tasks.OrderByDescending(t => t.Failed).Take(Most))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {task.Name}: {task.State}, {task.Finished:N0} of {task.Computers:N0} finished, {task.Failed:N0} with errors{(task.Class == TaskClass.AutomaticCountermeasure ? ", automatic countermeasure" : "")}");
            if (address is not null)
                text.AppendLine(CultureInfo.InvariantCulture, $"    {new Uri(address, $"/tasks/{task.Id}")}");
        }

        text.AppendLine();
    }
}
