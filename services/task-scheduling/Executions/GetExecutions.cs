using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Destinations;

namespace Distribution.TaskScheduling.Executions;

internal static class GetExecutions
{
    /// <summary>One task on one computer.</summary>
    public sealed record Line(
        Guid Id, Guid TaskId, Guid ComputerId, string? ComputerName, int Attempt, ExecutionState State, int Progress, bool CancelAsked,
        string? Reason, int Action, IReadOnlyList<string> Actions, DateTimeOffset? ExpiresAt, DateTimeOffset? Deadline, DateTimeOffset ChangedAt,
        WaitingFor? WaitingFor, DateTimeOffset? Until);

    /// <summary>One thing that happened to an execution.</summary>
    public sealed record Happened(long Version, string Event, DateTimeOffset At, object Data);

    public static void MapGetExecutions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tasks/{id:guid}/executions", async (
            Guid id, ExecutionState? state, string? after, int? limit, IDocumentSession session, CancellationToken ct) =>
        {
            var size = Paging.Limit(limit);
            var last = Paging.AfterId(after) ?? Guid.Empty;
            var task = id.ToString("D");
            var found = state is { } only
                ? await session.QueryAsync<Execution>(
                    $"where data ->> 'TaskId' = ? and data ->> 'State' = ? and id > ? order by id limit {size + 1}", ct, task, only.ToString(), last)
                : await session.QueryAsync<Execution>($"where data ->> 'TaskId' = ? and id > ? order by id limit {size + 1}", ct, task, last);
            if (found.Count == 0 && await session.LoadAsync<Tasks.DistributionTask>(id, ct) is null)
                throw new NotFoundException("task", id);
            var page = Paging.Of(found, size, e => [e.Id.ToString("D")]);
            var names = await NamesAsync(session, page.Items, ct);
            return new Page<Line>([.. page.Items.Select(e => ToLine(e, names))], page.Next);
        }).WithName("GetTaskExecutions").WithSummary("The executions of a task.");
        // What a computer has to do, in the order in which it does it: the higher priority first, then the older task.
        routes.MapGet("/executions", async (Guid computerId, int? limit, IDocumentSession session, CancellationToken ct) =>
        {
            var found = await session.QueryAsync<Execution>(
                $"""
                select e.data from mt_doc_execution e join mt_doc_distribution_task t on t.id = (e.data ->> 'TaskId')::uuid
                where e.data ->> 'ComputerId' = ? and e.{ExecutionsOf.Open}
                order by e.data ->> 'State' = 'Running' desc, coalesce((t.data -> 'Running' -> 'Parameters' ->> 'Priority')::int, 0) desc,
                    t.data ->> 'CreatedAt', e.id
                limit {Paging.Limit(limit)}
                """,
                ct, computerId.ToString("D"));
            var names = await NamesAsync(session, found, ct);
            return found.Select(e => ToLine(e, names));
        }).WithName("GetExecutions").WithSummary("What a computer has to do, in the order in which it does it.");
        routes.MapGet("/executions/{id:guid}", async (Guid id, IDocumentSession session, CancellationToken ct) =>
        {
            var found = await session.LoadAsync<Execution>(id, ct) ?? throw new NotFoundException("execution", id);
            return ToLine(found, await NamesAsync(session, [found], ct));
        }).WithName("GetExecution").WithSummary("One task on one computer.");
        routes.MapGet("/executions/{id:guid}/history", async (Guid id, IDocumentSession session, CancellationToken ct) =>
        {
            _ = await session.LoadAsync<Execution>(id, ct) ?? throw new NotFoundException("execution", id);
            var events = await session.Events.FetchStreamAsync(id, token: ct);
            return events.Select(e => new Happened(e.Version, e.Data.GetType().Name, e.Timestamp, e.Data));
        }).WithName("GetExecutionHistory").WithSummary("What happened to an execution.");
    }

    private static async Task<Dictionary<Guid, string>> NamesAsync(IDocumentSession session, IEnumerable<Execution> executions, CancellationToken ct)
    {
        var copies = executions.Select(e => KnownComputer.IdFor(e.ComputerId)).Distinct().ToArray();
        return (await session.QueryAsync<KnownComputer>("where id = any(?)", ct, copies)).ToDictionary(c => c.ComputerId, c => c.Name);
    }

    private static Line ToLine(Execution e, Dictionary<Guid, string> names) => new(
        e.Id, e.TaskId, e.ComputerId, names.GetValueOrDefault(e.ComputerId), e.Attempt, e.State, e.Progress, e.CancelAsked, e.Reason,
        e.Action, e.ActionNames, e.ExpiresAt, e.Deadline, e.ChangedAt, e.WaitingFor, e.Until);
}
