using System.Text.Json;
using Dapper;
using Distribution.Reporting.Tables;
using Distribution.ServiceDefaults;
using Npgsql;

namespace Distribution.Reporting.Audit;

/// <summary>One change that a person, a key or a client made.</summary>
/// <param name="Changes">noun, id, before, and events with kind and data; secrets are masked.</param>
public sealed record AuditLine(
    Guid AuditId, DateTimeOffset At, string Service, string CallerId, string CallerName, string CallerKind, string? Address, string? RequestId, string Action,
    string Noun, string SubjectId, JsonElement Changes);

/// <summary>The last seal of a service's audit that was heard of.</summary>
public sealed record HeardSeal(string Service, long Number, long UpTo, string Hash, DateTimeOffset SealedAt);

internal static class GetAudit
{
    private static string Lines(string conditions) => $"""
        select audit_id, at, service, caller_id, caller_name, caller_kind, address, request_id, action, noun, subject_id, changes::text as changes
        from audit where true {conditions} order by at desc, audit_id desc limit @limit
        """;

    public static void MapGetAudit(this IEndpointRouteBuilder routes)
    {
        // The newest first. The caller by id or exact name; the subject is any id that was changed.
        routes.MapGet("/reports/audit", async (
            string? caller, string? noun, string? subject, string? service, DateTimeOffset? since, DateTimeOffset? until, string? after, int? limit,
            NpgsqlDataSource database, CancellationToken ct) =>
        {
            var (count, place) = (Paging.Limit(limit), Place.Of(after));
            var conditions = string.Concat(
                place is null ? "" : "and (at, audit_id) < (@At, @Id) ",
                caller is null ? "" : "and (caller_id = @caller or caller_name = @caller) ",
                noun is null ? "" : "and noun = @noun ",
                subject is null ? "" : "and subject_ids @> array[@subject] ",
                service is null ? "" : "and service = @service ",
                since is null ? "" : "and at >= @since ",
                until is null ? "" : "and at < @until ");
            await using var connection = await database.OpenConnectionAsync(ct);
            var lines = (await connection.QueryAsync<Row>(
                Lines(conditions),
                new { caller, noun, subject, service, since = since?.ToUniversalTime(), until = until?.ToUniversalTime(), place?.At, place?.Id, limit = count + 1 })).ToList();
            return TypedResults.Ok(Paging.Of([.. lines.Select(row => row.Told())], count, line => Place.Keys(line.At, line.AuditId)));
        }).WithName("GetAudit").WithSummary("Who changed what, the newest first.");

        routes.MapGet("/reports/audit/seals", async (NpgsqlDataSource database, CancellationToken ct) =>
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            return TypedResults.Ok((await connection.QueryAsync<HeardSeal>(
                "select distinct on (service) service, number, up_to, hash, sealed_at from reporting_control.audit_seals order by service, number desc")).ToList());
        }).WithName("GetAuditSeals").WithSummary("The last seal of each service's audit that was heard of.");
    }

    private sealed class Row
    {
        public Guid AuditId { get; init; }
        public DateTimeOffset At { get; init; }
        public string Service { get; init; } = "";
        public string CallerId { get; init; } = "";
        public string CallerName { get; init; } = "";
        public string CallerKind { get; init; } = "";
        public string? Address { get; init; }
        public string? RequestId { get; init; }
        public string Action { get; init; } = "";
        public string Noun { get; init; } = "";
        public string SubjectId { get; init; } = "";
        public string Changes { get; init; } = "";

        public AuditLine Told() => new(
            AuditId, At, Service, CallerId, CallerName, CallerKind, Address, RequestId, Action, Noun, SubjectId, JsonSerializer.Deserialize<JsonElement>(Changes));
    }
}
