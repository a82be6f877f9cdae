using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Executions;

namespace Distribution.TaskScheduling.Tasks;

internal static class RemoveTask
{
    public static void MapRemoveTask(this IEndpointRouteBuilder routes) =>
        routes.MapDelete("/tasks/{id:guid}", async (Guid id, ExecutionPages pages, TimeProvider clock, CancellationToken ct) =>
        {
            await pages.DecideAsync<DistributionTask>(
                id, null, state => state is null ? throw new NotFoundException("task", id) : TaskDecisions.Remove(state, clock.GetUtcNow()), ct);
            return TypedResults.NoContent();
        }).WithName("RemoveTask").WithSummary("Removes a task.");
}
