using Distribution.TaskScheduling.Tasks;

namespace Distribution.TaskScheduling.Destinations;

/// <summary>The computers that destinations reach at present.</summary>
internal static class ReachedComputers
{
    /// <summary>Those named and those in the groups, each once; one that left the platform is none.</summary>
    public static async Task<IReadOnlyCollection<Guid>> OfAsync(IDocumentSession session, TaskDestinations destinations, CancellationToken ct)
    {
        var reached = destinations.ComputerIds.ToHashSet();
        foreach (var group in destinations.GroupIds)
        {
            await foreach (var page in GroupMembers.PagesAsync(session, group, ct))
                reached.UnionWith(page);
        }

        reached.ExceptWith(await session.QueryAsync<Guid>(
            "select (data ->> 'ComputerId')::uuid from mt_doc_known_computer where data ->> 'Removed' = 'true' and id = any(?)",
            ct, reached.Select(KnownComputer.IdFor).ToArray()));
        return reached;
    }
}
