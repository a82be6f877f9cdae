using Distribution.TaskScheduling.Destinations;
using Distribution.TaskScheduling.Tasks;

namespace Distribution.TaskScheduling.Executions;

/// <summary>Requests the executions of tasks on computers, each exactly once, and dispatches them in the same save.</summary>
internal sealed class ExecutionRequests(ExecutionPages pages, TimeProvider clock)
{
    /// <summary>Requests a page of computers for a task; those that have their execution already are passed over.</summary>
    /// <returns>False when the task is over, so that no further page is of use.</returns>
    public async Task<bool> ForComputersAsync(Guid taskId, IReadOnlyCollection<Guid> computerIds, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                if (!await pages.InScopeAsync(session => RequestAsync(session, taskId, computerIds, ct)))
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

    private async Task<bool> RequestAsync(IDocumentSession session, Guid taskId, IReadOnlyCollection<Guid> computerIds, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await session.LoadAsync<DistributionTask>(taskId, ct) is not { Stands: true } task || task.Schedule.ExpiresAt <= now)
            return false;
        var wanted = computerIds.Distinct().ToDictionary(computer => ExecutionDecisions.IdFor(taskId, computer));
        foreach (var present in await session.QueryAsync<Guid>("select id from mt_doc_execution where id = any(?)", ct, wanted.Keys.ToArray()))
            wanted.Remove(present);
        foreach (var gone in await RemovedAmongAsync(session, wanted.Values, ct))
            wanted.Remove(ExecutionDecisions.IdFor(taskId, gone));
        if (wanted.Count == 0)
            return true;
        var instructions = await Instructions.ForAsync(task, session, ct);
        foreach (var (id, computer) in wanted)
        {
            var requested = ExecutionDecisions.Request(null, taskId, computer, task.Schedule.ExpiresAt, now);
            session.Events.StartStream<Execution>(id, instructions.DispatchAfter(null, requested, now));
        }

        await session.SaveChangesAsync(ct);
        return true;
    }

    // Whoever cancels the task or removes a computer writes that first and then looks for executions; here it is the other way
    // round. So one of the two sees the other, and no execution outlives its task or its computer.
    private async Task<bool> FollowAsync(Guid taskId, IReadOnlyCollection<Guid> computerIds, CancellationToken ct)
    {
        var (task, gone) = await pages.InScopeAsync(async session =>
            (await session.LoadAsync<DistributionTask>(taskId, ct), await RemovedAmongAsync(session, computerIds, ct)));
        var now = clock.GetUtcNow();
        if (gone.Count > 0)
            await pages.DecideAsync([.. gone.Select(computer => ExecutionDecisions.IdFor(taskId, computer))], e => ExecutionDecisions.Remove(e, now), ct);
        if (task is not { State: TaskState.Cancelled })
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
