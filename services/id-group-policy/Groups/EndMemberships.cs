namespace Distribution.IdGroupPolicy.Groups;

/// <summary>Whose memberships are meant.</summary>
internal enum MembersOf
{
    Group,
    Computer,
}

/// <summary>Ends many memberships in pages: 500 streams are one read and one save, and a page that was saved stays saved.</summary>
internal static class EndMemberships
{
    private const int PageSize = 500;

    public static async Task EndMembershipsAsync(this IDocumentSession session, MembersOf whose, Guid id, TimeProvider clock, CancellationToken ct)
    {
        var open = whose is MembersOf.Group
            ? "where data ->> 'GroupId' = ? and data ->> 'LeftAt' is null limit ?"
            : "where data ->> 'ComputerId' = ? and data ->> 'LeftAt' is null limit ?";
        while (await session.QueryAsync<Membership>(open, ct, id.ToString("D"), PageSize) is { Count: > 0 } page)
        {
            var batch = session.CreateBatchQuery();
            var reads = page.Select(m => batch.Events.FetchForWriting<Membership>(m.Id)).ToList();
            await batch.Execute(ct);
            foreach (var stream in await Task.WhenAll(reads))
                stream.AppendMany(Membership.Leave(stream.Aggregate, clock.GetUtcNow()));
            await session.SaveChangesAsync(ct);
        }
    }
}
