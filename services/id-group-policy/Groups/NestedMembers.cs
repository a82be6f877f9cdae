namespace Distribution.IdGroupPolicy.Groups;

/// <summary>Lets the members of an outer group follow those of the groups that it contains, up to 500 together.</summary>
internal sealed class NestedMembers(OwnSessions sessions, TimeProvider clock)
{
    private const int Size = 500;

    /// <summary>Judges these computers anew; repeating it is harmless.</summary>
    public async Task FollowAsync(Guid outerId, IEnumerable<Guid> computerIds, CancellationToken ct)
    {
        // Joinings, leavings and regroupings meet on the same memberships: whoever was slower judges again.
        foreach (var page in computerIds.Distinct().Chunk(Size))
            await sessions.SaveAsync(session => FollowPageAsync(session, outerId, page, ct), ct);
    }

    /// <summary>Judges every member of the inner group, and whoever is in the outer one through any other.</summary>
    public async Task FollowAllAsync(Guid outerId, Guid innerId, CancellationToken ct)
    {
        foreach (var (group, through) in new[] { (innerId, ""), (outerId, "and data ->> 'By' = 'NestedGroup'") })
        {
            var last = "";
            while (true)
            {
                var page = await sessions.InScopeAsync(session => session.QueryAsync<Guid>(
                    $"""
                    select (data ->> 'ComputerId')::uuid from mt_doc_membership
                    where data ->> 'GroupId' = ? and data ->> 'LeftAt' is null and data ->> 'ComputerId' > ? {through}
                    order by data ->> 'ComputerId' limit {Size}
                    """,
                    ct, group.ToString("D"), last));
                await FollowAsync(outerId, page, ct);
                if (page.Count < Size)
                    break;
                last = page[^1].ToString("D");
            }
        }
    }

    // First the outer memberships, then the inner ones: if an inner one changes in between, whoever follows that change writes
    // the outer one after it was read here, and this save fails.
    private async Task<int> FollowPageAsync(IDocumentSession session, Guid outerId, Guid[] computerIds, CancellationToken ct)
    {
        var batch = session.CreateBatchQuery();
        var reads = computerIds.Select(computer => batch.Events.FetchForWriting<Membership>(Membership.StreamOf(outerId, computer))).ToList();
        await batch.Execute(ct);
        var outer = await session.LoadAsync<Group>(outerId, ct);
        var inner = outer is { RemovalStartedAt: null } ? await session.MembersOfAnyAsync(await session.InnerGroupsAsync(outerId, ct), computerIds, ct) : [];
        foreach (var (computer, read) in computerIds.Zip(reads))
        {
            var membership = await read;
            membership.AppendMany(Membership.Follow(membership.Aggregate, outerId, computer, inner.Contains(computer), clock.GetUtcNow()));
        }

        return computerIds.Length;
    }
}

/// <summary>Questions about nested groups.</summary>
internal static class NestedGroups
{
    /// <summary>The groups that a group contains directly.</summary>
    public static async Task<IReadOnlyList<Guid>> InnerGroupsAsync(this IDocumentSession session, Guid groupId, CancellationToken ct) =>
        (await session.LoadAsync<Nesting>(Nesting.TheOne, ct))?.Within(groupId) ?? [];

    /// <summary>Those of some computers that are members of at least one of some groups.</summary>
    public static async Task<HashSet<Guid>> MembersOfAnyAsync(
        this IDocumentSession session, IReadOnlyList<Guid> groupIds, IReadOnlyCollection<Guid> computerIds, CancellationToken ct)
    {
        var members = new HashSet<Guid>();
        foreach (var group in groupIds)
        {
            members.UnionWith(await session.QueryAsync<Guid>(
                "select (data ->> 'ComputerId')::uuid from mt_doc_membership where id = any(?) and data ->> 'LeftAt' is null",
                ct, computerIds.Where(computer => !members.Contains(computer)).Select(computer => Membership.StreamOf(group, computer)).ToArray()));
        }

        return members;
    }
}
