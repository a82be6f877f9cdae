using Dapper;
using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.ServiceDefaults;
using Npgsql;

namespace Distribution.Reporting.ComputerHistory;

/// <summary>How one task stood on the computer.</summary>
public sealed record TaskThen(Guid TaskId, string? TaskName, string? State, int? Attempt, DateTimeOffset Since);

/// <summary>A computer as it was at a moment; what was not known of it by then is not told.</summary>
/// <param name="Name">As it called itself then.</param>
/// <param name="Present">Whether it was on the platform.</param>
/// <param name="Tasks">At most 1,000, the latest first.</param>
public sealed record ComputerThen(
    Guid ComputerId, DateTimeOffset AsOf, string? Name, bool Present, string? AgentVersion, IReadOnlyList<NamedThen> Groups, IReadOnlyList<TaskThen> Tasks);

/// <summary>A group that it was in.</summary>
public sealed record NamedThen(Guid Id, string? Name, DateTimeOffset Since);

/// <summary>A computer's whole as of any moment, read from its time line.</summary>
internal static class GetComputerAsOf
{
    private const string Last = """
        select distinct on (l.what) l.what, l.at, l.detail from timeline l
        where l.computer_id = @id and l.at <= @asOf and l.what in ('ComputerEnrolled', 'ComputerRemoved', 'ComputerMadeContact')
          and (l.what <> 'ComputerMadeContact' or l.detail is not null)
        order by l.what, l.at desc, l.message_id desc
        """;

    private const string Groups = """
        select last.group_id as id, g.name, last.at as since from (
            select distinct on (group_id) group_id, at, what from timeline
            where computer_id = @id and at <= @asOf and what in ('ComputerJoinedGroup', 'ComputerLeftGroup') order by group_id, at desc, message_id desc) last
        left join groups g using (group_id) where last.what = 'ComputerJoinedGroup' order by last.at, last.group_id
        """;

    private const string Tasks = """
        select last.task_id, t.name as task_name, last.state, last.attempt, last.at as since from (
            select distinct on (task_id) task_id, at, state, attempt from timeline
            where computer_id = @id and at <= @asOf and task_id is not null and what <> 'ActionCompleted' order by task_id, at desc, message_id desc) last
        left join tasks t using (task_id) order by last.at desc, last.task_id limit 1000
        """;

    public static void MapGetComputerAsOf(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/reports/computers/{id:guid}", async (Guid id, DateTimeOffset? asOf, NpgsqlDataSource database, TimeProvider clock, CancellationToken ct) =>
        {
            var moment = new { id, asOf = (asOf ?? clock.GetUtcNow()).ToUniversalTime() };
            await using var connection = await database.OpenConnectionAsync(ct);
            var last = (await connection.QueryAsync<Line>(Last, moment)).ToDictionary(line => line.What);
            if (last.Count == 0)
                throw new NotFoundException("computer", id);
            var enrolled = last.GetValueOrDefault(nameof(ComputerEnrolled));
            var removed = last.GetValueOrDefault(nameof(ComputerRemoved));
            return TypedResults.Ok(new ComputerThen(
                id, moment.asOf, enrolled?.Detail, enrolled is not null && (removed is null || removed.At < enrolled.At),
                last.GetValueOrDefault(nameof(ComputerMadeContact))?.Detail,
                [.. await connection.QueryAsync<NamedThen>(Groups, moment)], [.. await connection.QueryAsync<TaskThen>(Tasks, moment)]));
        }).WithName("GetComputerAsOf").WithSummary("A computer as it was at a moment.");

    private sealed record Line(string What, DateTimeOffset At, string? Detail);
}
