using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Executions;
using FluentValidation;

namespace Distribution.TaskScheduling.Tasks;

/// <summary>A second person says yes or no to a task that reaches more computers than one may decide about.</summary>
internal static class ApproveTask
{
    /// <summary>Yes, or no with a reason.</summary>
    public sealed record Command(string? Reason, long? ExpectedVersion);

    public static void MapApproveTask(this IEndpointRouteBuilder routes)
    {
        Map(routes, "approve", "ApproveTask", "Lets a task begin that somebody else made and that reaches many computers.", (task, by, _, now) => TaskDecisions.Approve(task, by.Responsible, now));
        Map(routes, "reject", "RejectTask", "Calls off a task that waits for approval.", (task, by, reason, now) => TaskDecisions.Reject(task, by.Responsible, $"Rejected by {by.Name}: {reason ?? "no reason given"}.", now));
    }

    private static void Map(
        IEndpointRouteBuilder routes, string verb, string name, string summary, Func<DistributionTask, Caller, string?, DateTimeOffset, object[]> decide) =>
        routes.MapPost($"/tasks/{{id:guid}}/{verb}", async (Guid id, Command command, Caller caller, ExecutionPages pages, TimeProvider clock, CancellationToken ct) =>
        {
            await pages.DecideAsync<DistributionTask>(
                id, command.ExpectedVersion,
                task => task is null or { State: TaskState.Removed } ? throw new NotFoundException("task", id) : decide(task, caller, command.Reason, clock.GetUtcNow()), ct);
            return TypedResults.Accepted($"/tasks/{id}");
        }).Validate(new Rules()).WithName(name).WithSummary(summary);

    private sealed class Rules : AbstractValidator<Command>
    {
        public Rules() => RuleFor(c => c.Reason).MaximumLength(2_000).Must(TaskTexts.Storable).WithMessage(TaskTexts.NoNul);
    }
}
