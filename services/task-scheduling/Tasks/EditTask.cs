using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Destinations;
using Distribution.TaskScheduling.Executions;
using FluentValidation;

namespace Distribution.TaskScheduling.Tasks;

internal static class EditTask
{
    /// <summary>Changes of a task, also of a started one; what is left out stays. Each part is independent of the others (domain 2.3).</summary>
    /// <param name="ExpectedVersion">The version that the operator saw; a stale one is refused.</param>
    /// <param name="Schedule">The whole new schedule.</param>
    public sealed record Command(
        long? ExpectedVersion, string? Name, string? Description, IReadOnlyList<TaskAction>? Actions, TaskDestinations? Destinations,
        WantedSchedule? Schedule, bool? StopOnFirstError, int? SilenceMarginSeconds, TaskParameters? Parameters = null);

    public static void MapEditTask(this IEndpointRouteBuilder routes) =>
        routes.MapPut("/tasks/{id:guid}", async (Guid id, Command command, IDocumentSession session, ExecutionPages pages, TaskAuthor author, TimeProvider clock, CancellationToken ct) =>
        {
            var now = clock.GetUtcNow();
            await author.RefuseForeignAsync(command.Destinations, ct);
            if (command.Destinations is { } others && await author.ReachedAboveAsync(others, ct) is { } reached)
                throw new CommandRefusedException($"It would reach {reached} computers, about which nobody decides alone: copy the task, and somebody else approves the copy.");
            if (command.Schedule?.ExpiresAt <= now)
                throw new UnprocessableException($"The task would have expired at {command.Schedule.ExpiresAt:u} already.");
            await KnownDestinations.RefuseUnknownAsync(session, command.Actions, command.Destinations, ct);
            await pages.DecideAsync<DistributionTask>(
                id,
                command.ExpectedVersion,
                state => state is null or { State: TaskState.Removed }
                    ? throw new NotFoundException("task", id)
                    : TaskDecisions.Edit(state, Changes(command, state, now)),
                ct);
            return TypedResults.NoContent();
        }).Validate(new Rules()).WithName("EditTask").WithSummary("Edits a task; what is left out stays.");

    private static IEnumerable<object> Changes(Command command, DistributionTask task, DateTimeOffset now)
    {
        if (command.Name is not null || command.Description is not null)
            yield return new TaskRenamed(task.Id, command.Name ?? task.Name, command.Description ?? task.Description, now);
        if (command.Destinations is { } destinations)
            yield return new TaskDestinationsChanged(task.Id, NewTask.Distinct(destinations), now);
        if (command.Actions is { } actions)
            yield return new TaskActionsChanged(task.Id, NewTask.KindOf(actions), [.. actions], now);
        if (command.Schedule is { } schedule)
            yield return new TaskScheduleChanged(task.Id, schedule.Resolve(now), now);
        if (command.StopOnFirstError is not null || command.SilenceMarginSeconds is not null || command.Parameters is not null)
        {
            yield return new TaskRunningChanged(
                task.Id,
                new TaskRunning(
                    command.StopOnFirstError ?? task.Running.StopOnFirstError,
                    command.SilenceMarginSeconds ?? task.Running.SilenceMarginSeconds, command.Parameters ?? task.Running.Parameters),
                now);
        }
    }

    private sealed class Rules : AbstractValidator<Command>
    {
        public Rules()
        {
            RuleFor(c => c.Name).MinimumLength(1).MaximumLength(256).Must(TaskTexts.Plain).WithMessage(TaskTexts.NoControls);
            RuleFor(c => c.Description).MaximumLength(4_096).Must(TaskTexts.Storable).WithMessage(TaskTexts.NoNul);
            RuleFor(c => c.Actions).Counts(1, TaskActionRules.Most).WithMessage(TaskActionRules.Few);
            RuleForEach(c => c.Actions).NotNull().SetValidator(new TaskActionRules());
            RuleFor(c => c.Destinations).SetValidator(new TaskDestinationsRules()!);
            RuleFor(c => c.Schedule).SetValidator(new WantedScheduleRules()!);
            RuleFor(c => c.SilenceMarginSeconds).InclusiveBetween(60, 604_800);
            RuleFor(c => c.Parameters).SetValidator(new TaskParameterRules()!);
        }
    }
}
