using Distribution.ServiceDefaults;

namespace Distribution.TaskScheduling.Executions;

/// <summary>A selection of executions by a condition in SQL, in the order of their ids.</summary>
internal sealed record ExecutionsOf(string Condition, params object[] Parameters)
{
    /// <summary>A number in SQL by which they are ordered before their ids, where an index is: then nobody walks past those that are not meant.</summary>
    public string? Order { get; init; }

    /// <summary>Those of a computer that have not ended.</summary>
    public static ExecutionsOf Computer(Guid computerId) => new($"data ->> 'ComputerId' = ? and {Open}", computerId.ToString("D"));

    /// <summary>Those of a task that have not ended.</summary>
    public static ExecutionsOf Task(Guid taskId) => new($"data ->> 'TaskId' = ? and {Open}", taskId.ToString("D"));

    /// <summary>Those of a changed task that have not followed the change; what is to end first is awaited elsewhere.</summary>
    public static ExecutionsOf Behind(Tasks.DistributionTask task) => new(
        $"data ->> 'TaskId' = ? and {BehindIt}", task.Id.ToString("D"), task.Revision ?? 1);

    /// <summary>Those among these.</summary>
    public static ExecutionsOf Behind(Tasks.DistributionTask task, Guid[] among) => new($"id = any(?) and {BehindIt}", among, task.Revision ?? 1);

    private const string BehindIt = "coalesce((data ->> 'Revision')::int, 1) < ?";

    /// <summary>The condition that the partial indexes know.</summary>
    public const string Open =
        "data ->> 'State' in ('Requested', 'Dispatched', 'Accepted', 'Probing', 'Transferring', 'Transferred', 'Waiting', 'Running')";
}

/// <summary>Decides on many executions with one read and one save per page of 1,000.</summary>
internal sealed class ExecutionPages(IServiceScopeFactory scopes, Correlation correlation)
{
    /// <summary>How many executions share a read and a save.</summary>
    public const int Size = 1_000;

    /// <summary>Passes once over a selection. Repeating it is harmless, since a decision repeated decides nothing.</summary>
    /// <param name="before">Learns what a page's decisions need; null is nothing.</param>
    /// <param name="isOver">Whether the next pages need not be looked at; null is never.</param>
    /// <returns>On how many executions something was decided.</returns>
    public async Task<int> SweepAsync(
        ExecutionsOf selection, Func<Execution, IEnumerable<object>> decide, CancellationToken ct,
        Func<IReadOnlyCollection<Guid>, Task>? before = null, Func<bool>? isOver = null)
    {
        var (decided, last) = (0, new Place(Guid.Empty, long.MinValue));
        var order = selection.Order is { } number ? $"{number}, id" : "id";
        while (true)
        {
            // By id and not by repeating the query: what decides nothing would come again for ever.
            var found = await InScopeAsync(session => session.QueryAsync<Place>(
                $"""
                select jsonb_build_object('Id', id, 'Order', {selection.Order ?? "0"}) from mt_doc_execution
                where {selection.Condition} and ({order}) > ({(selection.Order is null ? "?" : "?, ?")}) order by {order} limit {Size}
                """,
                ct, selection.Order is null ? [.. selection.Parameters, last.Id] : [.. selection.Parameters, last.Order, last.Id]));
            Guid[] ids = [.. found.Select(place => place.Id)];
            if (ids.Length > 0 && before is not null)
                await before(ids);
            if (ids.Length > 0)
                decided += await DecideAsync(ids, e => e is null ? [] : decide(e), ct);
            if (ids.Length < Size || isOver?.Invoke() == true)
                return decided;
            last = found[^1];
        }
    }

    /// <summary>Decides on these executions together; when another writer was faster, all is read and decided again.</summary>
    /// <returns>On how many executions something was decided.</returns>
    public async Task<int> DecideAsync(IReadOnlyCollection<Guid> ids, Func<Execution?, IEnumerable<object>> decide, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return await InScopeAsync(session => DecideOnceAsync(session, ids, decide, ct));
            }
            catch (ConcurrencyException)
            {
                ct.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>
    /// Decides on one stream. Who names no version does not care which it is: when another writer was faster, such as the clockwork
    /// with a started task, it is decided again. A caller who has seen a version is told that it is stale.
    /// </summary>
    /// <exception cref="ConcurrencyException">The stream is not at the expected version.</exception>
    public async Task DecideAsync<T>(Guid id, long? expectedVersion, Func<T?, IEnumerable<object>> decide, CancellationToken ct)
        where T : class
    {
        while (true)
        {
            try
            {
                await InScopeAsync(async session =>
                {
                    await session.Decide(id, expectedVersion, decide, ct);
                    return id;
                });
                return;
            }
            catch (ConcurrencyException) when (expectedVersion is null)
            {
                ct.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Does something with a session of its own that carries on the present correlation.</summary>
    public async Task<T> InScopeAsync<T>(Func<IDocumentSession, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        var inner = scope.ServiceProvider.GetRequiredService<Correlation>();
        (inner.Id, inner.Cause, inner.TraceParent) = (correlation.Id, correlation.Cause, correlation.TraceParent);
        return await work(scope.ServiceProvider.GetRequiredService<IDocumentSession>());
    }

    private sealed record Place(Guid Id, long Order);

    private static async Task<int> DecideOnceAsync(
        IDocumentSession session, IReadOnlyCollection<Guid> ids, Func<Execution?, IEnumerable<object>> decide, CancellationToken ct)
    {
        var batch = session.CreateBatchQuery();
        var streams = ids.Select(id => batch.Events.FetchForWriting<Execution>(id)).ToList();
        await batch.Execute(ct);
        var decided = 0;
        foreach (var fetched in streams)
        {
            var stream = await fetched;
            object[] events = [.. decide(stream.Aggregate)];
            stream.AppendMany(events);
            decided += events.Length > 0 ? 1 : 0;
        }

        if (decided > 0)
            await session.SaveChangesAsync(ct);
        return decided;
    }
}

/// <summary>Keeps the present state of each execution as a document, which the clockwork and the lists find by index.</summary>
public sealed partial class ExecutionProjection : SingleStreamProjection<Execution, Guid>
{
    /// <summary>Only its own streams have one.</summary>
    public ExecutionProjection() => FilterIncomingEventsOnStreamType(typeof(Execution));

    /// <inheritdoc />
    public override Execution? Evolve(Execution? snapshot, Guid id, IEvent e) => Execution.Evolve(snapshot, e.Data);
}
