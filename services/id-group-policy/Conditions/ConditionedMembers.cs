using Distribution.IdGroupPolicy.Groups;

namespace Distribution.IdGroupPolicy.Conditions;

/// <summary>A computer that should be a member of a dynamic group, or should not.</summary>
internal sealed record Wanted(Guid GroupId, Guid ComputerId, bool IsMember);

/// <summary>Makes memberships what conditions say, up to 500 in one save.</summary>
internal sealed class ConditionedMembers(OwnSessions sessions, TimeProvider clock)
{
    private const int Size = 500;

    /// <summary>
    /// Judges and writes until there is nothing more to write: what changed while a page was written was perhaps judged by somebody who
    /// did not see it written yet, so whoever wrote looks once more.
    /// </summary>
    /// <param name="judge">What is wanted now and is not so yet.</param>
    public async Task SettleAsync(Func<IDocumentSession, Task<IReadOnlyList<Wanted>>> judge, CancellationToken ct)
    {
        while (true)
        {
            var written = 0;
            foreach (var page in (await sessions.InScopeAsync(judge)).Chunk(Size))
                written += await sessions.SaveAsync(session => WriteAsync(session, page, ct), ct);
            if (written == 0)
                return;
        }
    }

    private async Task<int> WriteAsync(IDocumentSession session, Wanted[] page, CancellationToken ct)
    {
        var batch = session.CreateBatchQuery();
        var reads = page.Select(wanted => batch.Events.FetchForWriting<Membership>(Membership.StreamOf(wanted.GroupId, wanted.ComputerId))).ToList();
        await batch.Execute(ct);
        var inner = new HashSet<(Guid, Guid)>();
        foreach (var leaving in page.Where(wanted => !wanted.IsMember).GroupBy(wanted => wanted.GroupId))
        {
            var within = await session.MembersOfAnyAsync(await session.InnerGroupsAsync(leaving.Key, ct), [.. leaving.Select(w => w.ComputerId)], ct);
            inner.UnionWith(within.Select(computer => (leaving.Key, computer)));
        }

        var written = 0;
        foreach (var (wanted, read) in page.Zip(reads))
        {
            var membership = await read;
            var events = wanted.IsMember
                ? Membership.Join(membership.Aggregate, wanted.GroupId, wanted.ComputerId, JoinedBy.Condition, clock.GetUtcNow())
                : Membership.Leave(membership.Aggregate, clock.GetUtcNow(), inner.Contains((wanted.GroupId, wanted.ComputerId)));
            membership.AppendMany(events);
            written += events.Length;
        }

        return written;
    }
}
