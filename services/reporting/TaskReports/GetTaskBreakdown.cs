using Dapper;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;
using Npgsql;

namespace Distribution.Reporting.TaskReports;

/// <summary>How one wave of a task stands.</summary>
/// <param name="Wave">From 1; null is what belongs to no wave.</param>
public sealed record WaveReport(int? Wave, ExecutionCounts Counts);

/// <summary>On how many computers one cause ended the task.</summary>
/// <param name="State">Failed or TimedOut.</param>
/// <param name="Error">The class of error of the first action that did not succeed; null where no action told one, such as when the computer was not reached.</param>
public sealed record CauseReport(ExecutionState State, ErrorClass? Error, int? ExitCode, long Computers);

/// <summary>How many computers had finished by a moment.</summary>
public sealed record CoursePoint(DateTimeOffset At, long Finished, long Errors);

/// <summary>A computer that took long.</summary>
public sealed record SlowComputer(Guid ComputerId, string? Name, ExecutionState State, double Seconds);

/// <summary>A task's figures by wave, by cause and over time, and its slowest computers.</summary>
/// <param name="Course">At most 200 points, each with all that had finished by then.</param>
/// <param name="Slowest">At most 10, from the first request to the end.</param>
public sealed record TaskBreakdown(
    IReadOnlyList<WaveReport> Waves, IReadOnlyList<CauseReport> Causes, IReadOnlyList<CoursePoint> Course, IReadOnlyList<SlowComputer> Slowest);

internal static class GetTaskBreakdown
{
    private const int MostPoints = 200;

    internal const string Facets = "select wave, state, error, exit_code, count from task_facets where task_id = @id and count > 0";

    internal const string Minutes = """
        select minute as at, sum(count)::bigint as finished, coalesce(sum(count) filter (where state in ('Failed', 'TimedOut')), 0)::bigint as errors
        from task_minutes where task_id = @id and count > 0 group by minute order by minute
        """;

    internal const string Slowest = """
        select e.computer_id, c.name, e.state, extract(epoch from e.at - e.requested_at)::double precision as seconds
        from executions e left join computers c using (computer_id)
        where e.task_id = @id and e.state in ('Succeeded', 'Failed', 'TimedOut') and e.requested_at is not null
        order by (e.at - e.requested_at) desc limit 10
        """;

    public static void MapGetTaskBreakdown(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/reports/tasks/{id:guid}/breakdown", async (Guid id, NpgsqlDataSource database, CancellationToken ct) =>
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            return TypedResults.Ok(await ReadAsync(connection, id) ?? throw new NotFoundException("task", id));
        }).WithName("GetTaskBreakdown").WithSummary("A task's counts by cause of failure, exit code and wave, its progress over time and its slowest computers.");

    /// <summary>Null when there is no such task.</summary>
    internal static async Task<TaskBreakdown?> ReadAsync(NpgsqlConnection connection, Guid id)
    {
        var facets = (await connection.QueryAsync<Facet>(Facets, new { id })).ToList();
        if (facets.Count == 0 && !await connection.ExecuteScalarAsync<bool>("select exists (select from tasks where task_id = @id)", new { id }))
            return null;
        var minutes = await connection.QueryAsync<CoursePoint>(Minutes, new { id });
        var slowest = await connection.QueryAsync<SlowComputer>(Slowest, new { id });
        return new(Waves(facets), Causes(facets), Course([.. minutes]), [.. slowest]);
    }

    private static List<WaveReport> Waves(IEnumerable<Facet> facets) =>
        [.. from facet in facets
            group facet by facet.Wave into wave
            orderby wave.Key
            select new WaveReport(wave.Key == 0 ? null : wave.Key, ExecutionCounts.Of(wave.GroupBy(f => f.State).ToDictionary(f => f.Key, f => f.Sum(x => x.Count))))];

    private static List<CauseReport> Causes(IEnumerable<Facet> facets) =>
        [.. from facet in facets
            where facet.State is nameof(ExecutionState.Failed) or nameof(ExecutionState.TimedOut)
            group facet.Count by (facet.State, facet.Error, facet.ExitCode) into cause
            orderby cause.Sum() descending, cause.Key
            select new CauseReport(
                Enum.Parse<ExecutionState>(cause.Key.State), cause.Key.Error == "" ? null : Enum.Parse<ErrorClass>(cause.Key.Error),
                cause.Key.ExitCode == "" ? null : int.Parse(cause.Key.ExitCode, null), cause.Sum())];

    // Each point tells the sum so far; of many minutes some are left out, never the last.
    internal static List<CoursePoint> Course(IReadOnlyList<CoursePoint> minutes)
    {
        var (points, finished, errors, step) = (new List<CoursePoint>(), 0L, 0L, (minutes.Count + MostPoints - 1) / MostPoints);
        for (var i = 0; i < minutes.Count; i++)
        {
            (finished, errors) = (finished + minutes[i].Finished, errors + minutes[i].Errors);
            if ((minutes.Count - 1 - i) % step == 0)
                points.Add(new(minutes[i].At, finished, errors));
        }

        return points;
    }

    private sealed record Facet(int Wave, string State, string Error, string ExitCode, long Count);
}
