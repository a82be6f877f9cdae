using Distribution.TaskScheduling.Tasks;

namespace Distribution.TaskScheduling.Executions;

/// <summary>Sends again what did not reach its computer.</summary>
internal sealed class UndeliveredExecutions(ExecutionPages pages, TimeProvider clock)
{
    private const string StoodBy = "data ->> 'State' = 'Waiting'";

    /// <summary>Everything that stands by for these computers, and all that a lost queue may have held; may be repeated at any point.</summary>
    public Task SendAsync(Guid[] computerIds, bool queueWasGone, CancellationToken ct)
    {
        var condition = queueWasGone ? ExecutionsOf.Open : StoodBy;
        var computers = Array.ConvertAll(computerIds, id => id.ToString("D"));
        return computers.Length == 0
            ? Task.CompletedTask
            : SendAsync($"data ->> 'ComputerId' = any(?) and {condition}", computers, queueWasGone, ct);
    }

    /// <summary>
    /// Executions that were just marked as unreachable and whose computer has made contact since they were sent: the contact found
    /// nothing that stood by, and another one may not come for days.
    /// </summary>
    /// <param name="sentAt">Each execution's last dispatch.</param>
    public async Task SendToThoseInContactSinceAsync(IReadOnlyDictionary<Guid, DateTimeOffset> sentAt, CancellationToken ct)
    {
        if (sentAt.Count == 0)
            return;
        var contacts = await pages.InScopeAsync(session => session.QueryAsync<ContactOfExecution>(
            """
            select jsonb_build_object('ExecutionId', e.id, 'At', c.data -> 'At')
            from mt_doc_execution e join mt_doc_last_contact c on c.id = (e.data ->> 'ComputerId')::uuid
            where e.id = any(?)
            """,
            ct, sentAt.Keys.ToArray()));
        var again = contacts.Where(contact => contact.At >= sentAt[contact.ExecutionId]).Select(contact => contact.ExecutionId).ToArray();
        if (again.Length > 0)
            await SendAsync($"id = any(?) and {StoodBy}", again, queueWasGone: false, ct);
    }

    private async Task SendAsync(string condition, object ids, bool queueWasGone, CancellationToken ct)
    {
        var tasks = await pages.InScopeAsync(session => session.QueryAsync<Guid>(
            $"select distinct (data ->> 'TaskId')::uuid from mt_doc_execution where {condition}", ct, ids));
        foreach (var id in tasks)
        {
            var (task, instructions) = await pages.InScopeAsync(async session => await session.LoadAsync<DistributionTask>(id, ct) is { } loaded
                ? (loaded, await Instructions.ForAsync(loaded, session, ct))
                : default);
            if (instructions is null || !task.Stands)
                continue;
            await pages.SweepAsync(
                new ExecutionsOf($"data ->> 'TaskId' = ? and {condition}", id.ToString("D"), ids),
                e => instructions.SendAgain(e, queueWasGone, clock.GetUtcNow()), ct);
        }
    }

    private sealed record ContactOfExecution(Guid ExecutionId, DateTimeOffset At);
}
