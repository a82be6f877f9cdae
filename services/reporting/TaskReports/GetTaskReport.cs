using Dapper;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;
using Npgsql;

namespace Distribution.Reporting.TaskReports;

/// <summary>A package as a report names it; still named after it was removed.</summary>
public sealed record NamedPackage(Guid Id, string? Name, string? SoftwareVersion);

/// <summary>An ID group as a report names it; still named after it was removed.</summary>
public sealed record NamedGroup(Guid Id, string? Name);

/// <summary>A task's report as a whole; readable after the task was removed.</summary>
public sealed record TaskReportInFull(
    Guid Id, string Name, TaskKind Kind, TaskClass Class, TaskProgress State, long Computers, long Finished, long Failed, ExecutionCounts Counts,
    IReadOnlyList<NamedPackage> Packages, IReadOnlyList<NamedGroup> Groups, DateTimeOffset CreatedAt, DateTimeOffset? StartAt, DateTimeOffset? ExpiresAt,
    DateTimeOffset? StartedAt, DateTimeOffset? CompletedAt, DateTimeOffset? CancelledAt, string? CancelReason, DateTimeOffset? RemovedAt);

internal static class GetTaskReport
{
    private const string Packages = """
        select id, name, software_version from unnest(@ids) with ordinality as wanted (id, n)
        left join packages on package_id = id order by n
        """;

    private const string Groups = """
        select id, name from unnest(@ids) with ordinality as wanted (id, n) left join groups on group_id = id order by n
        """;

    public static void MapGetTaskReport(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/reports/tasks/{id:guid}", async (Guid id, NpgsqlDataSource database, CancellationToken ct) =>
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            if (await TaskRows.Read(connection, "t.task_id = @id", new { id }) is not [var task])
                throw new NotFoundException("task", id);
            var packages = await connection.QueryAsync<NamedPackage>(Packages, new { ids = task.PackageIds.ToArray() });
            var groups = await connection.QueryAsync<NamedGroup>(Groups, new { ids = task.GroupIds.ToArray() });
            return TypedResults.Ok(new TaskReportInFull(
                task.Id, task.Name, task.Kind, task.Class, task.State, task.Computers, task.Finished, task.Failed, task.Counts, [.. packages], [.. groups],
                task.CreatedAt, task.StartAt, task.ExpiresAt, task.StartedAt, task.CompletedAt, task.CancelledAt, task.CancelReason, task.RemovedAt));
        }).WithName("GetTaskReport").WithSummary("The report of one task.");
}
