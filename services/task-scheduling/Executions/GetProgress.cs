using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Tasks;

namespace Distribution.TaskScheduling.Executions;

internal static class GetProgress
{
    /// <summary>How far a task is.</summary>
    /// <param name="Counts">Computers per state, every state named.</param>
    /// <param name="Percent">0 created, 20 transfer started, 70 on the computer, 100 finished, over all computers (domain, section 10).</param>
    public sealed record Progress(
        Guid TaskId, TaskState State, bool Issued, int Total, int Open, int Succeeded, int Failed, int Percent, IReadOnlyDictionary<ExecutionState, int> Counts);

    public static void MapGetProgress(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/tasks/{id:guid}/progress", async (Guid id, IDocumentSession session, CancellationToken ct) =>
        {
            var task = await session.LoadAsync<DistributionTask>(id, ct);
            if (task is null or { State: TaskState.Removed })
                throw new NotFoundException("task", id);
            var p = await session.LoadAsync<TaskProgress>(id, ct) ?? TaskProgress.None(id);
            return new Progress(
                id, task.State, task.Issued, p.Total, p.Open, p.Of(ExecutionState.Succeeded), p.Failed, p.Percent,
                Enum.GetValues<ExecutionState>().ToDictionary(state => state, p.Of));
        }).WithName("GetProgress").WithSummary("How far a task is.");
}
