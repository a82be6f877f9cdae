using Distribution.IdGroupPolicy.Groups;
using Distribution.IdGroupPolicy.Search;
using MassTransit;
using V1 = Distribution.Contracts.IdGroupPolicy.V1;

namespace Distribution.IdGroupPolicy.Conditions;

/// <summary>Makes the members of a group those for which its condition, which is new, holds: the database finds who is to join and who to leave.</summary>
internal sealed class ApplyGroupCondition(PresentConditions conditions, ConditionedMembers members, IDocumentSession reading, TimeProvider clock)
    : IConsumer<V1.GroupConditionSet>
{
    private const int AtOnce = 10_000;

    public Task Consume(ConsumeContext<V1.GroupConditionSet> context) => ApplyAsync(context.Message.GroupId, context.CancellationToken);

    /// <summary>May be interrupted and repeated at any point.</summary>
    public async Task ApplyAsync(Guid groupId, CancellationToken ct)
    {
        foreach (var joins in new[] { true, false })
        {
            for (var last = Guid.Empty; await FindAsync(reading, groupId, joins, last, null, ct) is { Count: > 0 } found; last = found[^1].ComputerId)
            {
                foreach (var some in found.Select(wanted => wanted.ComputerId).Chunk(500))
                    await members.SettleAsync(async session => [
                        .. await FindAsync(session, groupId, true, Guid.Empty, some, ct), .. await FindAsync(session, groupId, false, Guid.Empty, some, ct),
                    ], ct);
            }
        }
    }

    /// <summary>Who is to join, or to leave, the group by its present condition.</summary>
    /// <param name="among">Null is all.</param>
    private async Task<IReadOnlyList<Wanted>> FindAsync(IDocumentSession session, Guid groupId, bool joins, Guid after, Guid[]? among, CancellationToken ct)
    {
        if (await session.LoadAsync<GroupCondition>(GroupCondition.StreamOf(groupId), ct) is not { RemovedAt: null } condition
            || await session.LoadAsync<Group>(groupId, ct) is not { RemovalStartedAt: null })
            return [];
        var sql = await SearchSql.CompileAsync(conditions.Of(condition.Search), session, clock.GetUtcNow(), ct);
        var found = joins
            ? await session.QueryAsync<Guid>(
                $"""
                select d.id from mt_doc_searched_computer d
                where d.id > ? {(among is null ? "" : "and d.id = any(?)")} and {sql.Text} and d.id not in (
                    select (m.data ->> 'ComputerId')::uuid from mt_doc_membership m where m.data ->> 'GroupId' = ? and m.data ->> 'LeftAt' is null)
                order by d.id limit {AtOnce}
                """,
                ct, [after, .. Among(among), .. sql.Parameters, groupId.ToString("D")])
            // One without values is none that is on the platform: its memberships end by another way.
            : await session.QueryAsync<Guid>(
                $"""
                select d.id from mt_doc_membership m join mt_doc_searched_computer d on d.id = (m.data ->> 'ComputerId')::uuid
                where m.data ->> 'GroupId' = ? and m.data ->> 'LeftAt' is null and d.id > ? {(among is null ? "" : "and d.id = any(?)")}
                    and not coalesce({sql.Text}, false)
                order by d.id limit {AtOnce}
                """,
                ct, [groupId.ToString("D"), after, .. Among(among), .. sql.Parameters]);
        return [.. found.Select(id => new Wanted(groupId, id, joins))];
    }

    private static object[] Among(Guid[]? among) => among is null ? [] : [among];
}
