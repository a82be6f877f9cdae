using Distribution.TaskScheduling.Tasks;

namespace Distribution.TaskScheduling.Destinations;

/// <summary>Who is a member of the ID groups that waves name.</summary>
internal static class WaveGroups
{
    /// <summary>The wave groups of every computer that has any.</summary>
    public static async Task<Dictionary<Guid, List<Guid>>> MembersAsync(IDocumentSession session, TaskRollout rollout, CancellationToken ct)
    {
        var members = new Dictionary<Guid, List<Guid>>();
        foreach (var group in GroupsOf(rollout))
        {
            await foreach (var page in GroupMembers.PagesAsync(session, group, ct))
            {
                foreach (var computer in page)
                    (members.TryGetValue(computer, out var groups) ? groups : members[computer] = []).Add(group);
            }
        }

        return members;
    }

    /// <summary>The waves of computers that came after the start.</summary>
    public static async Task<IReadOnlyDictionary<Guid, int>> OfNewcomersAsync(
        IDocumentSession session, TaskRollout rollout, IReadOnlyCollection<Guid> computers, CancellationToken ct)
    {
        var pairs = computers.SelectMany(computer => GroupsOf(rollout).Select(group => GroupMember.IdFor(group, computer))).ToArray();
        var joined = pairs.Length == 0 ? [] : await session.QueryAsync<GroupMember>("where id = any(?) and data ->> 'Joined' = 'true'", ct, pairs);
        var groups = joined.ToLookup(member => member.ComputerId, member => member.GroupId);
        return computers.ToDictionary(computer => computer, computer => Waves.OfNewcomer(rollout, [.. groups[computer]]));
    }

    private static IEnumerable<Guid> GroupsOf(TaskRollout rollout) => rollout.Waves.Select(wave => wave.GroupId).OfType<Guid>().Distinct();
}
