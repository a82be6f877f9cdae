using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Executions;
using FluentValidation;

namespace Distribution.TaskScheduling.Tasks;

internal static class HoldTask
{
    /// <summary>Holds a task, lets it go on, or opens a wave.</summary>
    public sealed record Command(string? Reason, long? ExpectedVersion);

    public static void MapHoldTask(this IEndpointRouteBuilder routes)
    {
        Map(routes, "pause", "PauseTask", "Begins nothing more of a task until it goes on.", (task, command, _, now) => TaskDecisions.Pause(task, command.Reason ?? "Paused by the operator.", now));
        Map(routes, "stop", "StopTask", "Stops a task at once and holds it; what is at work is ended.", (task, command, _, now) => TaskDecisions.Stop(task, command.Reason ?? "Emergency stop by the operator.", now));
        Map(routes, "resume", "ResumeTask", "Lets a held task go on.", (task, _, counts, now) => TaskDecisions.Resume(task, counts.Sum(wave => wave.Failed), now));
        routes.MapPost("/tasks/{id:guid}/waves/{wave:int:min(1)}/approve", async (
            Guid id, int wave, Command command, ExecutionPages pages, TimeProvider clock, CancellationToken ct) =>
        {
            await DecideAsync(pages, id, command, task => RolloutDecisions.Approve(task, wave, clock.GetUtcNow()), ct);
            return TypedResults.Accepted($"/tasks/{id}");
        }).Validate(new Rules()).WithName("ApproveWave").WithSummary("Lets a wave begin that waits for approval.");
    }

    private static void Map(
        IEndpointRouteBuilder routes, string verb, string name, string summary, Func<DistributionTask, Command, IReadOnlyList<WaveCounts>, DateTimeOffset, object[]> decide) =>
        routes.MapPost($"/tasks/{{id:guid}}/{verb}", async (
            Guid id, Command command, IDocumentSession session, ExecutionPages pages, TimeProvider clock, CancellationToken ct) =>
        {
            var counts = await AdvanceRollouts.CountAsync(session, id, ct);
            await DecideAsync(pages, id, command, task => decide(task, command, counts, clock.GetUtcNow()), ct);
            return TypedResults.Accepted($"/tasks/{id}");
        }).Validate(new Rules()).WithName(name).WithSummary(summary);

    private static Task DecideAsync(ExecutionPages pages, Guid id, Command command, Func<DistributionTask, object[]> decide, CancellationToken ct) =>
        pages.DecideAsync<DistributionTask>(
            id, command.ExpectedVersion,
            task => task is null or { State: TaskState.Removed } ? throw new NotFoundException("task", id) : decide(task), ct);

    private sealed class Rules : AbstractValidator<Command>
    {
        public Rules() => RuleFor(c => c.Reason).MaximumLength(2_048).Must(TaskTexts.Storable).WithMessage(TaskTexts.NoNul);
    }
}
