using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;
using FluentValidation;
using FluentValidation.Results;

namespace Distribution.TaskScheduling.Tasks;

internal static class CreateTask
{
    /// <summary>A new task.</summary>
    /// <param name="Id">Chosen by the caller, so that a repeat is harmless; else an Idempotency-Key serves, or a new id is made.</param>
    /// <param name="Kind">Left out: Uninstallation when every action uninstalls, else Distribution.</param>
    /// <param name="SilenceMarginSeconds">Added to the actions' limits before silence is a time-out: 60 to 604,800 seconds, 900 by default.</param>
    public sealed record Command(
        Guid? Id, string Name, string? Description, TaskKind? Kind, IReadOnlyList<TaskAction> Actions, TaskDestinations Destinations,
        DateTimeOffset? StartAt, DateTime? LocalStart, string? TimeZone, DateTimeOffset? ExpiresAt, bool StopOnFirstError, int? SilenceMarginSeconds)
    {
        public WantedSchedule Schedule => new(StartAt, LocalStart, TimeZone, ExpiresAt);
    }

    public static void MapCreateTask(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/tasks", async (Command command, HttpContext http, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            var id = http.RequestedId(command.Id);
            await NewTask.CreateAsync(session, ToEvent(command, id, clock.GetUtcNow()), ct);
            return TypedResults.Accepted($"/tasks/{id}", new { id });
        }).Validate(new Rules());

    private static TaskCreated ToEvent(Command command, Guid id, DateTimeOffset now) => new(
        id, command.Name, command.Description ?? "", command.Kind ?? NewTask.KindOf(command.Actions), TaskClass.Administrator,
        [.. command.Actions], NewTask.Distinct(command.Destinations), command.Schedule.Resolve(),
        new TaskRunning(command.StopOnFirstError, command.SilenceMarginSeconds ?? NewTask.UsualSilenceMarginSeconds), null, "", now);

    private sealed class Rules : AbstractValidator<Command>
    {
        public Rules()
        {
            RuleFor(c => c.Name).NotEmpty().MaximumLength(256).Must(TaskTexts.Plain).WithMessage(TaskTexts.NoControls);
            RuleFor(c => c.Description).MaximumLength(4_096).Must(TaskTexts.Storable).WithMessage(TaskTexts.NoNul);
            RuleFor(c => c.Kind).IsInEnum();
            RuleFor(c => c.Kind).NotEqual(TaskKind.Uninstallation).When(c => c.Actions?.Any(action => action?.Kind != ActionKind.Uninstall) == true)
                .WithMessage("An uninstallation may only uninstall.");
            RuleFor(c => c.Actions).NotEmpty().Must(TaskActionRules.AreFew).WithMessage(TaskActionRules.Few);
            RuleForEach(c => c.Actions).NotNull().SetValidator(new TaskActionRules());
            RuleFor(c => c.Destinations).NotNull().SetValidator(new TaskDestinationsRules());
            // The schedule's fields lie flat in this body, and so do the names of those that break a rule.
            RuleFor(c => c.Schedule).Custom((schedule, context) =>
            {
                foreach (var broken in new WantedScheduleRules().Validate(schedule).Errors)
                    context.AddFailure(new ValidationFailure(broken.PropertyName, broken.ErrorMessage));
            });
            RuleFor(c => c.SilenceMarginSeconds).InclusiveBetween(60, 604_800);
        }
    }
}
