using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;
using FluentValidation;

namespace Distribution.TaskScheduling.Tasks;

internal static class CreateTask
{
    /// <summary>A new task.</summary>
    /// <param name="Id">Chosen by the caller, so that a repeat is harmless; else an Idempotency-Key serves, or a new id is made.</param>
    /// <param name="ConfirmedComputers">How many computers the caller has seen that it reaches; needed above the configured number.</param>
    public sealed record Command(
        Guid? Id, string Name, string? Description, TaskKind? Kind, IReadOnlyList<TaskAction> Actions, TaskDestinations Destinations,
        DateTimeOffset? StartAt, DateTime? LocalStart, string? TimeZone, DateTimeOffset? ExpiresAt, bool StopOnFirstError, int? SilenceMarginSeconds,
        DateTimeOffset? TransferAt = null, DateTime? LocalTransfer = null, bool? OwnLocalTime = null, string? Cron = null,
        int? RunLastsMinutes = null, RunWindows? Windows = null, TaskParameters? Parameters = null, TaskRollout? Rollout = null,
        TaskClass? Class = null, Countermeasure? For = null, int? ConfirmedComputers = null)
        : TaskDraft(
            Name, Description, Kind, Actions, Destinations, StartAt, LocalStart, TimeZone, ExpiresAt, StopOnFirstError, SilenceMarginSeconds,
            TransferAt, LocalTransfer, OwnLocalTime, Cron, RunLastsMinutes, Windows, Parameters, Rollout, Class, For);

    public static void MapCreateTask(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/tasks", async (
            Command command, HttpContext http, TaskAuthor author, TimeProvider clock, CancellationToken ct) =>
        {
            var id = http.RequestedId(command.Id);
            await author.CreateAsync(command.ToEvent(id, clock.GetUtcNow()), new Confirmation(command.ConfirmedComputers), ct);
            return TypedResults.Accepted($"/tasks/{id}", new { id });
        }).Validate(new Rules()).TakesIdempotencyKey().WithName("CreateTask").WithSummary("Creates a task.");

    private sealed class Rules : AbstractValidator<Command>
    {
        public Rules() => Include(new TaskDraftRules());
    }
}
