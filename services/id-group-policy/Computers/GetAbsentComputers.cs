namespace Distribution.IdGroupPolicy.Computers;

/// <summary>A computer that has not been heard of.</summary>
public sealed record AbsentComputer(Guid Id, string Name, DateTimeOffset LastContactAt);

internal static class GetAbsentComputers
{
    /// <summary>Computers in the order in which they were heard of last.</summary>
    public const string Index = "create index if not exists mt_doc_presence_idx_seen on mt_doc_presence (((data ->> 'Seen')::bigint), (id::text))";

    public static void MapGetAbsentComputers(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/computers/absent", async (
            int? days, string? after, int? limit, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            if (days is not (null or (>= 0 and <= 3650)))
                throw Validation.Broken("days", $"It must be between 0 and 3650, not {days}.");
            var until = clock.GetUtcNow().AddDays(-(days ?? 30)).ToUnixTimeMilliseconds();
            var (size, behind) = (Paging.Limit(limit), Paging.After(after, keys: 2) ?? ["-1", ""]);
            var read = await session.QueryAsync<Absence>(
                """
                select jsonb_build_object('Id', p.id, 'Name', c.data ->> 'Name', 'Seen', (p.data ->> 'Seen')::bigint)
                from mt_doc_presence p join mt_doc_computer c on c.id = p.id
                where (p.data ->> 'Seen')::bigint < ? and ((p.data ->> 'Seen')::bigint, p.id::text) > (?, ?)
                order by (p.data ->> 'Seen')::bigint, p.id::text limit ?
                """,
                ct, until, long.TryParse(behind[0], out var seen) ? seen : -1, behind[1], size + 1);
            var absent = read.Select(item => new AbsentComputer(item.Id, item.Name, DateTimeOffset.FromUnixTimeMilliseconds(item.Seen)));
            return TypedResults.Ok(Paging.Of([.. absent], size, item => [$"{item.LastContactAt.ToUnixTimeMilliseconds()}", item.Id.ToString("D")]));
        }).WithName("GetAbsentComputers").WithSummary("The computers that were not heard of for so many days.");

    private sealed record Absence(Guid Id, string Name, long Seen);
}
