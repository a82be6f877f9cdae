using Distribution.TaskScheduling.Destinations;
using Distribution.TaskScheduling.Tasks;

namespace Distribution.TaskScheduling.Executions;

/// <summary>The limits that apply, and the places that are left under them; counted anew each time, so that nothing can drift.</summary>
internal sealed class OpenPlaces(ExecutionPages pages)
{
    /// <summary>Whether anything but the tasks themselves is limited.</summary>
    public static async Task<bool> AreLimitedAsync(IDocumentSession session, CancellationToken ct) =>
        (await LimitsAsync(session, ct)).Count > 0;

    /// <summary>Counts what holds places, in the scopes of these tasks; null when nothing is limited.</summary>
    public async Task<Counted?> CountAsync(IReadOnlyCollection<DistributionTask> tasks, CancellationToken ct)
    {
        var limits = await pages.InScopeAsync(session => LimitsAsync(session, ct));
        var limited = tasks.Where(task => Limits.Of(task.Running.Parameters).AreAny).ToList();
        if (limits.Count == 0 && limited.Count == 0)
            return null;
        var places = new Places();
        foreach (var task in limited)
        {
            var (transferring, atWork) = await CountAsync("data ->> 'TaskId' = ?", task.Id.ToString("D"), ct);
            places.Open(Places.Task(task.Id), Limits.Of(task.Running.Parameters), transferring, atWork);
        }

        foreach (var limit in limits)
        {
            var (transferring, atWork) = limit.GroupId is { } group
                ? await CountAsync(
                    "data ->> 'ComputerId' in (select data ->> 'ComputerId' from mt_doc_group_member where data ->> 'GroupId' = ? and data ->> 'Joined' = 'true')",
                    group.ToString("D"), ct)
                : await CountAsync("data ->> 'TaskId' = any(?)", await OpenTasksAsync(tasks, ct), ct);
            places.Open(limit.GroupId is { } id ? Places.Group(id) : Places.System, new(limit.MostTransfers, limit.MostRuns), transferring, atWork);
        }

        return new(places, [.. limits.Select(limit => limit.GroupId).OfType<Guid>()]);
    }

    /// <summary>The groups among these that the computer of each execution is a member of.</summary>
    public async Task<ILookup<Guid, Guid>> GroupsOfAsync(IReadOnlyCollection<Guid> executionIds, IReadOnlyCollection<Guid> groups, CancellationToken ct)
    {
        IReadOnlyList<GroupMember> members = groups.Count == 0 ? [] : await pages.InScopeAsync(session => session.QueryAsync<GroupMember>(
            "where data ->> 'GroupId' = any(?) and data ->> 'Joined' = 'true'"
            + " and data ->> 'ComputerId' in (select data ->> 'ComputerId' from mt_doc_execution where id = any(?))",
            ct, groups.Select(group => group.ToString("D")).ToArray(), executionIds.ToArray()));
        return members.ToLookup(member => member.ComputerId, member => member.GroupId);
    }

    private static async Task<IReadOnlyList<DispatchLimit>> LimitsAsync(IDocumentSession session, CancellationToken ct) => await session.QueryAsync<DispatchLimit>(
        "where data ->> 'MostTransfers' is not null or data ->> 'MostRuns' is not null", ct);

    // The counts behind the log say which tasks have anything under way; those of this very moment may not be in them yet.
    private async Task<string[]> OpenTasksAsync(IEnumerable<DistributionTask> dispatching, CancellationToken ct) =>
    [
        .. (await pages.InScopeAsync(session => session.QueryAsync<Guid>("select id from mt_doc_task_progress where data ->> 'Open' <> '0'", ct)))
            .Union(dispatching.Select(task => task.Id)).Select(id => id.ToString("D")),
    ];

    private async Task<(int Transferring, int AtWork)> CountAsync(string condition, object parameter, CancellationToken ct)
    {
        var counts = await pages.InScopeAsync(session => session.QueryAsync<Count>(
            $"""
            select jsonb_build_object(
                'Transferring', count(*) filter (where data ->> 'State' = any(?)), 'AtWork', count(*))
            from mt_doc_execution where {condition} and data ->> 'State' = any(?)
            """,
            ct, Names(Places.Transferring), parameter, Names(Places.AtWork)));
        return (counts[0].Transferring, counts[0].AtWork);
    }

    private static string[] Names(IEnumerable<Contracts.TaskScheduling.V1.ExecutionState> states) => [.. states.Select(state => state.ToString())];

    /// <summary>The places left, and the groups that have limits.</summary>
    internal sealed record Counted(Places Places, IReadOnlyCollection<Guid> Groups);

    private sealed record Count(int Transferring, int AtWork);
}
