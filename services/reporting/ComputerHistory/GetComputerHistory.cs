using Dapper;
using Distribution.Reporting.Tables;
using Distribution.ServiceDefaults;
using Npgsql;

namespace Distribution.Reporting.ComputerHistory;

/// <summary>One line of a computer's history.</summary>
/// <param name="Id">The id of the event that told it.</param>
/// <param name="What">The message's name, such as ExecutionEnded.</param>
/// <param name="State">The state of an execution or the outcome of an action.</param>
public sealed record HistoryLine(
    Guid Id, DateTimeOffset At, string What, Guid? TaskId, string? TaskName, Guid? GroupId, string? GroupName, int? Attempt, string? State,
    int? ExitCode, string? Detail);

/// <summary>Everything that ever happened to a computer, the newest first; readable after the computer was removed.</summary>
internal static class GetComputerHistory
{
    private static string Lines(string condition) => $"""
        select l.message_id as id, l.at, l.what, l.task_id, t.name as task_name, l.group_id, g.name as group_name, l.attempt, l.state, l.exit_code, l.detail
        from timeline l
        left join tasks t on t.task_id = l.task_id
        left join groups g on g.group_id = l.group_id
        where l.computer_id = @id {condition}
        order by l.at desc, l.message_id desc limit @limit
        """;

    public static void MapGetComputerHistory(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/reports/computers/{id:guid}/history", async (
            Guid id, DateTimeOffset? asOf, string? after, int? limit, NpgsqlDataSource database, CancellationToken ct) =>
        {
            var (count, place) = (Paging.Limit(limit), Place.Of(after));
            await using var connection = await database.OpenConnectionAsync(ct);
            var lines = (await connection.QueryAsync<HistoryLine>(
                Lines((place is null ? "" : "and (l.at, l.message_id) < (@At, @MessageId)") + (asOf is null ? "" : " and l.at <= @asOf")),
                new { id, place?.At, MessageId = place?.Id, asOf = asOf?.ToUniversalTime(), limit = count + 1 })).ToList();
            if (lines.Count == 0 && place is null)
                throw new NotFoundException("computer", id);
            return TypedResults.Ok(Paging.Of(lines, count, line => Place.Keys(line.At, line.Id)));
        }).WithName("GetComputerHistory").WithSummary("Everything that ever happened to a computer, the newest first.");
}
