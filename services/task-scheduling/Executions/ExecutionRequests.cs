using Distribution.TaskScheduling.Destinations;
using Distribution.TaskScheduling.Tasks;

namespace Distribution.TaskScheduling.Executions;

/// <summary>Requests the executions of tasks on computers, each exactly once, and dispatches them in the same save.</summary>
internal sealed class ExecutionRequests(ExecutionPages pages, IConfiguration configuration, TimeProvider clock)
{
    private readonly int? _above = TaskAuthor.Above(configuration);

    /// <summary>
    /// Whether executions of a task may be requested at all: not while it waits for a second person's approval. Its groups may have grown since
    /// it was made, so that it is counted once more before the first of its computers is reached; and then it may be that it waits from now on.
    /// </summary>
    public async Task<bool> MayBeginAsync(Guid taskId, TaskDestinations destinations, CancellationToken ct) => await pages.InScopeAsync(async session =>
        await session.LoadAsync<DistributionTask>(taskId, ct) is { AwaitsApproval: not true } task
        && (!IsLimited(task) || !await AsksForApprovalAsync(
            session, task, (await WantedAsync(session, taskId, await ReachedComputers.OfAsync(session, destinations, ct), ct)).Count, ct)));

    /// <summary>Requests a page of computers for a task; those that have their execution already are passed over.</summary>
    /// <returns>False when the task is over or waits for approval, so that no further page is of use.</returns>
    /// <param name="waves">The waves of the computers, assigned at the start; null is what a newcomer gets.</param>
    public async Task<bool> ForComputersAsync(
        Guid taskId, IReadOnlyCollection<Guid> computerIds, CancellationToken ct, IReadOnlyDictionary<Guid, int>? waves = null)
    {
        while (true)
        {
            try
            {
                if (!await pages.InScopeAsync(session => RequestAsync(session, taskId, computerIds, waves, ct)))
                    return false;
                break;
            }
            catch (Exception raced) when (raced is ExistingStreamIdCollisionException or ConcurrencyException)
            {
                ct.ThrowIfCancellationRequested();
            }
        }

        return await FollowAsync(taskId, computerIds, ct);
    }

    /// <summary>Gives a computer that joined a group the tasks that stand for the group.</summary>
    public async Task ForNewcomerAsync(Guid groupId, Guid computerId, CancellationToken ct)
    {
        var tasks = await pages.InScopeAsync(session => session.QueryAsync<Guid>(
            "select id from mt_doc_distribution_task where data -> 'GroupIds' @> to_jsonb(?::text)"
            + " and data ->> 'State' in ('Started', 'Completed', 'CompletedWithErrors')",
            ct, groupId.ToString("D")));
        foreach (var task in tasks)
            await ForComputersAsync(task, [computerId], ct);
    }

    private async Task<bool> RequestAsync(
        IDocumentSession session, Guid taskId, IReadOnlyCollection<Guid> computerIds, IReadOnlyDictionary<Guid, int>? waves, CancellationToken ct)
    {
        var loaded = await session.LoadAsync<DistributionTask>(taskId, ct);
        var now = clock.GetUtcNow();
        if (loaded is not { Stands: true, AwaitsApproval: not true } task || task.Schedule.ExpiresAt <= now)
            return false;
        var wanted = await WantedAsync(session, taskId, computerIds, ct);
        if (wanted.Count == 0)
            return true;
        if (IsLimited(task) && await AsksForApprovalAsync(session, task, wanted.Count, ct))
            return false;
        var instructions = await Instructions.ForAsync(task, session, ct, wanted.Values);
        var zones = task.Schedule.OwnLocalTime == true ? await KnownZones.OfAsync(session, wanted.Values, ct) : null;
        waves ??= task.Rollout is { } rollout ? await WaveGroups.OfNewcomersAsync(session, rollout, wanted.Values, ct) : null;
        foreach (var (id, computer) in wanted)
        {
            var (dueAt, runFrom) = task.Schedule.For(zones is null ? null : zones.GetValueOrDefault(computer) ?? TimeZoneInfo.Utc);
            var requested = ExecutionDecisions.Request(
                null, taskId, computer, task.Schedule.ExpiresAt, now, dueAt, runFrom, waves?.TryGetValue(computer, out var wave) == true ? wave : null);
            session.Events.StartStream<Execution>(id, instructions.DispatchAfter(null, requested, now));
        }

        await session.SaveChangesAsync(ct);
        return true;
    }

    // Those without an execution and still there, by the id that the execution will have.
    private static async Task<Dictionary<Guid, Guid>> WantedAsync(IDocumentSession session, Guid taskId, IEnumerable<Guid> computerIds, CancellationToken ct)
    {
        var wanted = computerIds.Distinct().ToDictionary(computer => ExecutionDecisions.IdFor(taskId, computer));
        foreach (var present in await session.QueryAsync<Guid>("select id from mt_doc_execution where id = any(?)", ct, wanted.Keys.ToArray()))
            wanted.Remove(present);
        foreach (var gone in await RemovedAmongAsync(session, wanted.Values, ct))
            wanted.Remove(ExecutionDecisions.IdFor(taskId, gone));
        return wanted;
    }

    // What nobody made by hand serves a policy, which somebody else may have judged; and what is approved is approved.
    private bool IsLimited(DistributionTask task) => _above is not null && task is { CreatedBy: not null, ApprovedBy: null };

    // Counted is whom it has reached so far, whatever became of them, so that no task grows past the number step by step.
    private async Task<bool> AsksForApprovalAsync(IDocumentSession session, DistributionTask task, int newcomers, CancellationToken ct)
    {
        var reached = newcomers + (await session.QueryAsync<long>("select count(*) from mt_doc_execution where data ->> 'TaskId' = ?", ct, task.Id.ToString("D")))[0];
        if (newcomers == 0 || reached <= _above)
            return false;
        await pages.DecideAsync<DistributionTask>(task.Id, null, state => TaskDecisions.AskApproval(state, (int)reached, clock.GetUtcNow()), ct);
        return true;
    }

    // Whoever cancels or edits the task or removes a computer writes that first and then looks for executions; here it is the other way
    // round. So one of the two sees the other: no execution outlives its task or its computer, or stays behind its task's change.
    private async Task<bool> FollowAsync(Guid taskId, IReadOnlyCollection<Guid> computerIds, CancellationToken ct)
    {
        var (task, gone) = await pages.InScopeAsync(async session =>
            (await session.LoadAsync<DistributionTask>(taskId, ct), await RemovedAmongAsync(session, computerIds, ct)));
        var now = clock.GetUtcNow();
        if (gone.Count > 0)
            await pages.DecideAsync([.. gone.Select(computer => ExecutionDecisions.IdFor(taskId, computer))], e => ExecutionDecisions.Remove(e, now), ct);
        if (task is { Stands: true, Revision: not null })
        {
            var ids = computerIds.Select(computer => ExecutionDecisions.IdFor(taskId, computer)).ToArray();
            await RevisedExecutions.FollowAsync(pages, ExecutionsOf.Behind(task, ids), task, now, ct);
        }

        if (task is not { State: TaskState.Cancelled or TaskState.Removed })
            return true;
        await pages.DecideAsync(
            [.. computerIds.Select(computer => ExecutionDecisions.IdFor(taskId, computer))],
            e => ExecutionDecisions.Cancel(e, task.Reason ?? "", now), ct);
        return false;
    }

    private static async Task<IReadOnlyList<Guid>> RemovedAmongAsync(IDocumentSession session, IEnumerable<Guid> computerIds, CancellationToken ct) =>
        await session.QueryAsync<Guid>(
            "select (data ->> 'ComputerId')::uuid from mt_doc_known_computer where id = any(?) and data ->> 'Removed' = 'true'",
            ct, computerIds.Select(KnownComputer.IdFor).ToArray());
}
