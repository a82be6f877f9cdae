namespace Distribution.IdGroupPolicy.Groups;

/// <summary>Makes many computers members of groups: 500 memberships are one read and one save, and a page that was saved stays saved.</summary>
internal sealed class Joinings(OwnSessions sessions, TimeProvider clock)
{
    /// <summary>How many memberships share a read and a save.</summary>
    public const int Size = 500;

    /// <summary>Those that were none before; repeating it is harmless.</summary>
    public async Task<HashSet<(Guid GroupId, Guid ComputerId)>> JoinAsync(
        IEnumerable<(Guid GroupId, Guid ComputerId)> pairs, JoinedBy by, CancellationToken ct)
    {
        var joined = new HashSet<(Guid, Guid)>();
        foreach (var page in pairs.Distinct().Chunk(Size))
            joined.UnionWith(await sessions.SaveAsync(session => JoinPageAsync(session, page, by, ct), ct));
        return joined;
    }

    private async Task<List<(Guid GroupId, Guid ComputerId)>> JoinPageAsync(
        IDocumentSession session, (Guid GroupId, Guid ComputerId)[] page, JoinedBy by, CancellationToken ct)
    {
        var batch = session.CreateBatchQuery();
        var reads = page.Select(pair => batch.Events.FetchForWriting<Membership>(Membership.StreamOf(pair.GroupId, pair.ComputerId))).ToList();
        await batch.Execute(ct);
        var joined = new List<(Guid, Guid)>();
        foreach (var (pair, read) in page.Zip(reads))
        {
            var membership = await read;
            var events = Membership.Join(membership.Aggregate, pair.GroupId, pair.ComputerId, by, clock.GetUtcNow());
            membership.AppendMany(events);
            if (events.Length > 0)
                joined.Add(pair);
        }

        return joined;
    }
}
