using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;

namespace Distribution.TaskScheduling.Destinations;

// Class names are storage format.

/// <summary>The maintenance windows of an ID group are these from now on; none is at any time.</summary>
public sealed record GroupWindowsSet(Guid GroupId, IReadOnlyList<MaintenanceWindow> Windows, DateTimeOffset SetAt);

/// <summary>When work may begin on the members of an ID group, in every task.</summary>
public sealed record GroupWindows(Guid Id, Guid GroupId, IReadOnlyList<MaintenanceWindow> Windows)
{
    /// <summary>The stream of a group's windows; the group's own id stays free for other streams.</summary>
    public static Guid IdFor(Guid groupId) => DeterministicId.Of("group-windows", groupId.ToString("D"));

    /// <summary>The next state. Pure.</summary>
    public static GroupWindows? Evolve(GroupWindows? state, object @event) => @event switch
    {
        GroupWindowsSet e => new(IdFor(e.GroupId), e.GroupId, e.Windows),
        _ => state,
    };

    /// <summary>Sets them; what is dispatched from now on follows them.</summary>
    public static object[] Set(GroupWindows? state, Guid groupId, IReadOnlyList<MaintenanceWindow> windows, DateTimeOffset now) =>
        Text(state?.Windows ?? []) == Text(windows) ? [] : [new GroupWindowsSet(groupId, windows, now)];

    /// <summary>The windows of every computer that is a member of a group with windows; one in several groups may begin in any of theirs.</summary>
    /// <param name="computers">Those that are asked about; null is every one.</param>
    internal static async Task<IReadOnlyDictionary<Guid, IReadOnlyList<MaintenanceWindow>>?> OfAsync(
        IDocumentSession session, IReadOnlyCollection<Guid>? computers, CancellationToken ct)
    {
        var groups = await session.QueryAsync<GroupWindows>("where jsonb_array_length(data -> 'Windows') > 0", ct);
        if (groups.Count == 0)
            return null;
        var windows = new Dictionary<Guid, IReadOnlyList<MaintenanceWindow>>();
        foreach (var group in groups)
        {
            await foreach (var page in computers is null
                ? GroupMembers.PagesAsync(session, group.GroupId, ct)
                : GroupMembers.AmongAsync(session, group.GroupId, computers, ct))
            {
                foreach (var computer in page)
                    windows[computer] = windows.TryGetValue(computer, out var others) ? [.. others, .. group.Windows] : group.Windows;
            }
        }

        return windows;
    }

    private static string Text(IReadOnlyList<MaintenanceWindow> windows) => System.Text.Json.JsonSerializer.Serialize(windows);
}

/// <summary>Keeps the windows as documents.</summary>
public sealed partial class GroupWindowsProjection : SingleStreamProjection<GroupWindows, Guid>
{
    /// <summary>Only its own streams have one.</summary>
    public GroupWindowsProjection() => FilterIncomingEventsOnStreamType(typeof(GroupWindows));

    /// <inheritdoc />
    public override GroupWindows? Evolve(GroupWindows? snapshot, Guid id, IEvent e) => GroupWindows.Evolve(snapshot, e.Data);
}
