namespace Distribution.IdGroupPolicy.Groups;

/// <summary>One member of an ID group.</summary>
/// <param name="By">Who or what made it a member.</param>
public sealed record MemberView(Guid ComputerId, string Name, string OperatingSystem, string Architecture, JoinedBy By, DateTimeOffset JoinedAt);

internal static class GetMembers
{
    /// <summary>The members of a group in the order of the computers' ids, which are in the order of their enrolment.</summary>
    public const string GroupIndex =
        "create index if not exists mt_doc_membership_idx_group on mt_doc_membership ((data ->> 'GroupId'), (data ->> 'ComputerId')) where data ->> 'LeftAt' is null";

    /// <summary>The groups of a computer.</summary>
    public const string ComputerIndex =
        "create index if not exists mt_doc_membership_idx_computer on mt_doc_membership ((data ->> 'ComputerId')) where data ->> 'LeftAt' is null";

    public static void MapGetMembers(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/groups/{id:guid}/members", async (Guid id, string? after, int? limit, IDocumentSession session, CancellationToken ct) =>
        {
            if (await session.LoadAsync<Group>(id, ct) is not { RemovedAt: null })
                throw new NotFoundException("ID group", id);

            var size = Paging.Limit(limit);
            var read = await session.QueryAsync<MemberView>(
                """
                select jsonb_build_object('ComputerId', c.id, 'Name', c.data -> 'Name', 'OperatingSystem', c.data -> 'OperatingSystem',
                    'Architecture', c.data -> 'Architecture', 'By', m.data -> 'By', 'JoinedAt', m.data -> 'JoinedAt')
                from mt_doc_membership m join mt_doc_computer c on c.id = (m.data ->> 'ComputerId')::uuid
                where m.data ->> 'GroupId' = ? and m.data ->> 'LeftAt' is null and m.data ->> 'ComputerId' > ?
                order by m.data ->> 'ComputerId' limit ?
                """,
                ct, id.ToString("D"), Paging.AfterId(after)?.ToString("D") ?? "", size + 1);
            return TypedResults.Ok(Paging.Of(read, size, member => [member.ComputerId.ToString("D")]));
        }).WithName("GetMembers").WithSummary("The computers of an ID group.");
}
