using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Executions;
using FluentValidation;

namespace Distribution.TaskScheduling.Tasks;

internal static class UseTemplates
{
    /// <summary>A template under an id of the caller's choice.</summary>
    public sealed record Command(string Name, TaskDraft Task);

    /// <summary>A new task from a template; what is left out is as there.</summary>
    public sealed record NewTaskCommand(Guid? Id, string? Name, TaskDestinations? Destinations, WantedSchedule? Schedule, int? ConfirmedComputers);

    /// <summary>A template from a task.</summary>
    public sealed record FromTaskCommand(Guid? Id, string Name);

    /// <summary>One template.</summary>
    public sealed record Line(Guid Id, string Name, TaskDraft Task);

    public static void MapTemplates(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/task-templates/{id:guid}", async (Guid id, Command command, ExecutionPages pages, TimeProvider clock, CancellationToken ct) =>
        {
            await SaveAsync(pages, id, command.Name, command.Task, clock, ct);
            return TypedResults.NoContent();
        }).Validate(new Rules()).WithName("SaveTemplate").WithSummary("Keeps a task as a template.");
        routes.MapPost("/tasks/{id:guid}/template", async (
            Guid id, FromTaskCommand command, HttpContext http, IDocumentSession session, ExecutionPages pages, TimeProvider clock, CancellationToken ct) =>
        {
            var templateId = http.RequestedId(command.Id);
            var task = await session.LoadAsync<DistributionTask>(id, ct);
            if (task is null or { State: TaskState.Removed })
                throw new NotFoundException("task", id);
            var destinations = TaskDestinations.In((await session.Events.FetchStreamAsync(id, token: ct)).Select(e => e.Data))!;
            await SaveAsync(pages, templateId, command.Name, DraftOf(task, destinations), clock, ct);
            return TypedResults.Created($"/task-templates/{templateId}", new { id = templateId });
        }).Validate(new FromTaskRules()).TakesIdempotencyKey().WithName("SaveTaskAsTemplate").WithSummary("Makes a template of a task that is there.");
        routes.MapGet("/task-templates", async (string? after, int? limit, IDocumentSession session, CancellationToken ct) =>
        {
            var size = Paging.Limit(limit);
            var found = await session.QueryAsync<TaskTemplate>(
                $"where data ->> 'Removed' = 'false' and id > ? order by id limit {size + 1}", ct, Paging.AfterId(after) ?? Guid.Empty);
            var page = Paging.Of(found, size, template => [template.Id.ToString("D")]);
            return new Page<Line>([.. page.Items.Select(t => new Line(t.Id, t.Name, t.Task))], page.Next);
        }).WithName("GetTemplates").WithSummary("The templates.");
        routes.MapGet("/task-templates/{id:guid}", async (Guid id, IDocumentSession session, CancellationToken ct) =>
            await LoadAsync(session, id, ct) is var t ? new Line(t.Id, t.Name, t.Task) : null).WithName("GetTemplate").WithSummary("One template.");
        routes.MapDelete("/task-templates/{id:guid}", async (Guid id, ExecutionPages pages, TimeProvider clock, CancellationToken ct) =>
        {
            await pages.DecideAsync<TaskTemplate>(
                id, null, state => state is null ? throw new NotFoundException("template", id) : TaskTemplate.Remove(state, clock.GetUtcNow()), ct);
            return TypedResults.NoContent();
        }).WithName("RemoveTemplate").WithSummary("Removes a template.");
        routes.MapPost("/task-templates/{id:guid}/tasks", async (
            Guid id, NewTaskCommand command, HttpContext http, IDocumentSession session, TaskAuthor author, TimeProvider clock, CancellationToken ct) =>
        {
            var taskId = http.RequestedId(command.Id);
            var draft = Changed((await LoadAsync(session, id, ct)).Task, command);
            await author.CreateAsync(draft.ToEvent(taskId, clock.GetUtcNow()), new Confirmation(command.ConfirmedComputers), ct);
            return TypedResults.Accepted($"/tasks/{taskId}", new { id = taskId });
        }).Validate(new NewTaskRules()).TakesIdempotencyKey().WithName("CreateTaskFromTemplate").WithSummary("Makes a task from a template.");
    }

    private static Task SaveAsync(ExecutionPages pages, Guid id, string name, TaskDraft task, TimeProvider clock, CancellationToken ct) =>
        pages.DecideAsync<TaskTemplate>(id, null, state => TaskTemplate.Save(state, id, name, task, clock.GetUtcNow()), ct);

    private static async Task<TaskTemplate> LoadAsync(IDocumentSession session, Guid id, CancellationToken ct) =>
        await session.LoadAsync<TaskTemplate>(id, ct) is { Removed: false } template ? template : throw new NotFoundException("template", id);

    private static TaskDraft Changed(TaskDraft draft, NewTaskCommand command)
    {
        var changed = draft with { Name = command.Name ?? draft.Name, Destinations = command.Destinations ?? draft.Destinations };
        return command.Schedule is not { } s ? changed : changed with
        {
            StartAt = s.StartAt, LocalStart = s.LocalStart, TimeZone = s.TimeZone, ExpiresAt = s.ExpiresAt, TransferAt = s.TransferAt,
            LocalTransfer = s.LocalTransfer, OwnLocalTime = s.OwnLocalTime, Cron = s.Cron, RunLastsMinutes = s.RunLastsMinutes, Windows = s.Windows,
        };
    }

    // Moments belong to one occasion; what recurs and what is relative stays.
    private static TaskDraft DraftOf(DistributionTask t, TaskDestinations destinations) => new(
        t.Name, t.Description, t.Kind, t.Actions, destinations, null, null, t.Schedule.Cron is null ? null : t.Schedule.TimeZone, null,
        t.Running.StopOnFirstError, t.Running.SilenceMarginSeconds, Cron: t.Schedule.Cron, RunLastsMinutes: t.Schedule.RunLastsMinutes,
        Windows: t.Schedule.Windows, Parameters: t.Running.Parameters, Rollout: t.Rollout);

    private sealed class Rules : AbstractValidator<Command>
    {
        public Rules()
        {
            RuleFor(c => c.Name).NotEmpty().MaximumLength(256).Must(TaskTexts.Plain).WithMessage(TaskTexts.NoControls);
            RuleFor(c => c.Task).NotNull().SetValidator(new TaskDraftRules());
        }
    }

    private sealed class FromTaskRules : AbstractValidator<FromTaskCommand>
    {
        public FromTaskRules() => RuleFor(c => c.Name).NotEmpty().MaximumLength(256).Must(TaskTexts.Plain).WithMessage(TaskTexts.NoControls);
    }

    private sealed class NewTaskRules : AbstractValidator<NewTaskCommand>
    {
        public NewTaskRules()
        {
            RuleFor(c => c.Name).MinimumLength(1).MaximumLength(256).Must(TaskTexts.Plain).WithMessage(TaskTexts.NoControls);
            RuleFor(c => c.Destinations).SetValidator(new TaskDestinationsRules()!);
            RuleFor(c => c.Schedule).SetValidator(new WantedScheduleRules()!);
        }
    }
}
