using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Distribution.ServiceDefaults;

/// <summary>Who changed what, read from a program's own log, the newest first: for one that tells its log to nobody.</summary>
public static class ListAudit
{
    private sealed record Line(long Sequence, ChangeAudited Audited);

    public static void MapListAudit(this IEndpointRouteBuilder routes, string path) =>
        routes.MapGet(path, async (string? after, int? limit, IDocumentSession session, CancellationToken ct) =>
        {
            var (size, behind) = (Paging.Limit(limit), Paging.After(after) is [var key] && long.TryParse(key, out var place) ? place : long.MaxValue);
            var read = await session.QueryAsync<Line>(
                "select jsonb_build_object('Sequence', seq_id, 'Audited', data) from mt_events where type = 'change_audited' and seq_id < ? order by seq_id desc limit ?",
                ct, behind, size + 1);
            var page = Paging.Of(read, size, line => [$"{line.Sequence}"]);
            return TypedResults.Ok(new Page<ChangeAudited>([.. page.Items.Select(line => line.Audited)], page.Next));
        }).WithName("GetOwnAudit").WithSummary("Who changed what, as this program keeps it, the newest first.");
}
