using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Executions;
using FluentValidation;

namespace Distribution.TaskScheduling.Tasks;

internal static class CancelTask
{
    /// <summary>Calls a task off.</summary>
    /// <param name="LetFinish">True leaves alone what has begun running on a computer; left out, it is stopped where it can be.</param>
    public sealed record Command(string? Reason, long? ExpectedVersion, bool? LetFinish = null);

    public static void MapCancelTask(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/tasks/{id:guid}/cancel", async (Guid id, Command command, ExecutionPages pages, TimeProvider clock, CancellationToken ct) =>
        {
            await pages.DecideAsync<DistributionTask>(
                id,
                command.ExpectedVersion,
                state => state is null or { State: TaskState.Removed }
                    ? throw new NotFoundException("task", id)
                    : TaskDecisions.Cancel(state, command.Reason ?? "Called off by the operator.", clock.GetUtcNow(), command.LetFinish),
                ct);
            return TypedResults.Accepted($"/tasks/{id}");
        }).Validate(new Rules()).WithName("CancelTask").WithSummary("Calls a task off on every computer.");

    private sealed class Rules : AbstractValidator<Command>
    {
        public Rules() => RuleFor(c => c.Reason).MaximumLength(2_048).Must(TaskTexts.Storable).WithMessage(TaskTexts.NoNul);
    }
}
