using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;
using FluentValidation;

namespace Distribution.TaskScheduling.Tasks;

internal static class CopyTask
{
    /// <summary>A new administrator's task like another one, from its beginning; what is left out is as there, but the schedule: at once (domain 2.3).</summary>
    public sealed record Command(
        Guid? Id, string? Name, IReadOnlyList<TaskAction>? Actions, TaskDestinations? Destinations, WantedSchedule? Schedule);

    public static void MapCopyTask(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/tasks/{id:guid}/copy", async (
            Guid id, Command command, HttpContext http, IDocumentSession session, TaskAuthor author, TimeProvider clock, CancellationToken ct) =>
        {
            var (copyId, now) = (http.RequestedId(command.Id), clock.GetUtcNow());
            var original = await session.LoadAsync<DistributionTask>(id, ct);
            if (original is null or { State: TaskState.Removed })
                throw new NotFoundException("task", id);
            var destinations = command.Destinations is { } others
                ? NewTask.Distinct(others)
                : TaskDestinations.In((await session.Events.FetchStreamAsync(id, token: ct)).Select(e => e.Data))!;
            var actions = command.Actions ?? original.Actions;
            var created = new TaskCreated(
                copyId, command.Name ?? CopyName(original.Name), original.Description, NewTask.KindOf(actions), TaskClass.Administrator,
                [.. actions], destinations, (command.Schedule ?? new WantedSchedule(null, null, null, null)).Resolve(now), original.Running, id, "",
                now, original.Rollout);
            await author.CreateAsync(created, null, ct);
            return TypedResults.Accepted($"/tasks/{copyId}", new { id = copyId });
        }).Validate(new Rules()).TakesIdempotencyKey().WithName("CopyTask").WithSummary("Makes a task after another.");

    private static string CopyName(string name) => $"Copy of {name}" is { Length: <= 256 } copy ? copy : name;

    private sealed class Rules : AbstractValidator<Command>
    {
        public Rules()
        {
            RuleFor(c => c.Name).MinimumLength(1).MaximumLength(256).Must(TaskTexts.Plain).WithMessage(TaskTexts.NoControls);
            RuleFor(c => c.Actions).Counts(1, TaskActionRules.Most).WithMessage(TaskActionRules.Few);
            RuleForEach(c => c.Actions).NotNull().SetValidator(new TaskActionRules());
            RuleFor(c => c.Destinations).SetValidator(new TaskDestinationsRules()!);
            RuleFor(c => c.Schedule).SetValidator(new WantedScheduleRules()!);
        }
    }
}
