using Distribution.ServiceDefaults;

namespace Distribution.TaskScheduling.Tasks;

internal static class GetTaskHistory
{
    /// <summary>One thing that happened to a task.</summary>
    public sealed record Happened(long Version, string Event, DateTimeOffset At, object Data);

    /// <summary>What happened to a task up to a moment, and how it stood then; null when it did not exist yet.</summary>
    public sealed record History(DistributionTask? Task, IReadOnlyList<Happened> Events);

    public static void MapGetTaskHistory(this IEndpointRouteBuilder routes) =>
        // A removed task's history stays readable.
        routes.MapGet("/tasks/{id:guid}/history", async (Guid id, DateTimeOffset? asOf, IDocumentSession session, CancellationToken ct) =>
        {
            _ = await session.LoadAsync<DistributionTask>(id, ct) ?? throw new NotFoundException("task", id);
            var events = await session.Events.FetchStreamAsync(id, timestamp: asOf?.ToUniversalTime(), token: ct);
            return new History(
                events.Select(e => e.Data).Aggregate((DistributionTask?)null, DistributionTask.Evolve),
                [.. events.Select(e => new Happened(e.Version, e.Data.GetType().Name, e.Timestamp, e.Data))]);
        }).WithName("GetTaskHistory").WithSummary("What happened to a task, up to a moment.");
}
