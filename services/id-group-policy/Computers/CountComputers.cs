namespace Distribution.IdGroupPolicy.Computers;

/// <summary>How the fleet stands as a whole.</summary>
/// <param name="Online">Heard of in the last 25 minutes.</param>
/// <param name="Fenced">Two computers have one identity, and nobody is let in under it.</param>
public sealed record FleetFigures(long Computers, long Online, long Fenced);

internal static class CountComputers
{
    /// <summary>Few are fenced, however large the fleet.</summary>
    public const string Index =
        "create index if not exists mt_doc_computer_idx_fenced on mt_doc_computer (id) where data ->> 'RemovedAt' is null and data ->> 'FencedAt' is not null";

    public static void MapCountComputers(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/computers/figures", async (IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            var figures = await session.QueryAsync<FleetFigures>(
                """
                select jsonb_build_object(
                    'Computers', (select count(*) from mt_doc_computer where data ->> 'RemovedAt' is null),
                    'Online', (select count(*) from mt_doc_presence where (data ->> 'Seen')::bigint > ? and data -> 'Current' <> 'null'),
                    'Fenced', (select count(*) from mt_doc_computer where data ->> 'RemovedAt' is null and data ->> 'FencedAt' is not null))
                """,
                ct, (clock.GetUtcNow() - Presence.LongestSilence).ToUnixTimeMilliseconds());
            return TypedResults.Ok(figures[0]);
        }).WithName("CountComputers").WithSummary("How many computers there are, online and fenced.");
}
