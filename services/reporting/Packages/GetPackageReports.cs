using Dapper;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Reporting.Jobs;
using Distribution.Reporting.Tables;
using Distribution.ServiceDefaults;
using Npgsql;

namespace Distribution.Reporting.Packages;

/// <summary>One version of a package: on how many computers tasks have brought it, are to bring it, and could not.</summary>
/// <param name="SoftwareVersion">As the package said when the task began.</param>
/// <param name="RemovedAt">When the package was removed; null while it is there.</param>
public sealed record PackageReport(
    Guid PackageId, string? Name, string? SoftwareVersion, long Installed, long Pending, long Failed, long Skipped, DateTimeOffset? RemovedAt);

/// <summary>What became of packages; each task that holds one counts its computers.</summary>
internal static class GetPackageReports
{
    internal const string Reports = """
        select p.package_id, r.name, r.software_version, p.removed_at, sum(c.count) filter (where c.state = 'Succeeded') as installed,
               sum(c.count) filter (where c.state in ('Requested', 'Dispatched', 'Accepted', 'Probing', 'Transferring', 'Transferred', 'Waiting', 'Running')) as pending,
               sum(c.count) filter (where c.state in ('Failed', 'TimedOut')) as failed, sum(c.count) filter (where c.state = 'Skipped') as skipped
        from (select * from packages where name is not null and (lower(name), package_id) > (@name, @id) order by lower(name), package_id limit @limit) p
        left join tasks t on t.package_ids @> array[p.package_id] and t.kind = 'Distribution'
        left join task_counts c on c.task_id = t.task_id
        left join lateral (
            select r.name, r.software_version, r.version from package_revisions r
            where r.package_id = p.package_id order by (r.at <= coalesce(t.started_at, t.created_at, now())) desc,
                case when r.at <= coalesce(t.started_at, t.created_at, now()) then r.version end desc nulls last, r.version limit 1) r on true
        group by p.package_id, lower(p.name), r.name, r.software_version, p.removed_at
        order by lower(p.name), p.package_id, max(r.version) desc
        """;

    public static void MapGetPackageReports(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/reports/packages", async (string? after, int? limit, NpgsqlDataSource database, CancellationToken ct) =>
        {
            var (count, behind) = (Paging.Limit(limit), Paging.After(after, 2) ?? ["", $"{Guid.Empty}"]);
            if (!Guid.TryParse(behind[1], out var id))
                throw Validation.Broken("after", "This is not the 'next' of a page of this list.");
            await using var connection = await database.OpenConnectionAsync(ct);
            // Pages are of packages; each brings all of its versions with it.
            var rows = (await connection.QueryAsync<Row>(Reports, new { name = behind[0], id, limit = count + 1 })).ToList();
            var shown = rows.Select(r => r.PackageId).Distinct().Take(count).ToHashSet();
            var more = rows.Select(r => r.PackageId).Distinct().Skip(count).Any();
            var last = more ? await connection.ExecuteScalarAsync<string>("select lower(name) from packages where package_id = @last", new { last = shown.Last() }) : null;
            return TypedResults.Ok(new Page<PackageReport>(
                [.. rows.Where(r => shown.Contains(r.PackageId)).Select(r => r.Report())], more ? Paging.Cursor(last!, $"{shown.Last()}") : null));
        }).WithName("GetPackageReports").WithSummary("Where packages are installed, pending and failed.");

        routes.MapGet("/reports/packages/{id:guid}/computers", async (
            Guid id, string? state, string? after, int? limit, NpgsqlDataSource database, CancellationToken ct) =>
        {
            var (count, behind) = (Paging.Limit(limit), Paging.After(after, 2) ?? [$"{Guid.Empty}", $"{Guid.Empty}"]);
            if (!Guid.TryParse(behind[0], out var task) || !Guid.TryParse(behind[1], out var computer))
                throw Validation.Broken("after", "This is not the 'next' of a page of this list.");
            await using var connection = await database.OpenConnectionAsync(ct);
            if (!await connection.ExecuteScalarAsync<bool>("select exists (select from packages where package_id = @id)", new { id }))
                throw new NotFoundException("package", id);
            var jobs = await GetComputerJobs.ReadAsync(
                connection,
                $"""
                where t.package_ids @> array[@id]::uuid[] and (e.task_id, e.computer_id) > (@task, @computer) {(state is null ? "" : "and e.state = @state")}
                order by e.task_id, e.computer_id limit @limit
                """,
                new { id, state = Choice.Of<ExecutionState>("state", state), task, computer, limit = count + 1 });
            return TypedResults.Ok(Paging.Of(jobs, count, job => [job.TaskId.ToString(), job.ComputerId.ToString()]));
        }).WithName("GetPackageComputers").WithSummary("The computers of a package by state.");
    }

    private sealed class Row
    {
        public Guid PackageId { get; init; }
        public string? Name { get; init; }
        public string? SoftwareVersion { get; init; }
        public DateTimeOffset? RemovedAt { get; init; }
        public decimal? Installed { get; init; }
        public decimal? Pending { get; init; }
        public decimal? Failed { get; init; }
        public decimal? Skipped { get; init; }

        public PackageReport Report() =>
            new(PackageId, Name, SoftwareVersion, (long)(Installed ?? 0), (long)(Pending ?? 0), (long)(Failed ?? 0), (long)(Skipped ?? 0), RemovedAt);
    }
}
