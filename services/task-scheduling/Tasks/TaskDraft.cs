using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;
using FluentValidation;

namespace Distribution.TaskScheduling.Tasks;

/// <summary>A task as somebody wants it; what a creation, a preview and a template share.</summary>
/// <param name="Kind">Left out: Uninstallation when every action uninstalls, else Distribution.</param>
/// <param name="SilenceMarginSeconds">Added to the actions' limits before silence is a time-out: 60 to 604,800 seconds, 900 by default.</param>
/// <param name="Parameters">Those of the two phases (domain 6.2, 6.3); left out, the defaults.</param>
/// <param name="Rollout">Waves; left out, all computers at once.</param>
/// <param name="Class">Left out: Administrator.</param>
/// <param name="For">The policy that an automatic countermeasure serves; only one may name it, and must.</param>
public record TaskDraft(
    string Name, string? Description, TaskKind? Kind, IReadOnlyList<TaskAction> Actions, TaskDestinations Destinations,
    DateTimeOffset? StartAt, DateTime? LocalStart, string? TimeZone, DateTimeOffset? ExpiresAt, bool StopOnFirstError, int? SilenceMarginSeconds,
    DateTimeOffset? TransferAt = null, DateTime? LocalTransfer = null, bool? OwnLocalTime = null, string? Cron = null,
    int? RunLastsMinutes = null, RunWindows? Windows = null, TaskParameters? Parameters = null, TaskRollout? Rollout = null,
    TaskClass? Class = null, Countermeasure? For = null)
{
    /// <summary>The schedule, whose fields lie flat in the body.</summary>
    internal WantedSchedule Schedule() => new(
        StartAt, LocalStart, TimeZone, ExpiresAt, TransferAt, LocalTransfer, OwnLocalTime, Cron, RunLastsMinutes, Windows);

    /// <summary>The event of its creation; valid input only.</summary>
    internal TaskCreated ToEvent(Guid id, DateTimeOffset now) => new(
        id, Name, Description ?? "", Kind ?? NewTask.KindOf(Actions), Class ?? TaskClass.Administrator, [.. Actions],
        NewTask.Distinct(Destinations), Schedule().Resolve(now),
        new TaskRunning(StopOnFirstError, SilenceMarginSeconds ?? NewTask.UsualSilenceMarginSeconds, Parameters), null, "", now, Rollout, null, For);
}

/// <summary>A draft says enough to be a task.</summary>
internal sealed class TaskDraftRules : AbstractValidator<TaskDraft>
{
    public TaskDraftRules()
    {
        RuleFor(c => c.Name).NotEmpty().MaximumLength(256).Must(TaskTexts.Plain).WithMessage(TaskTexts.NoControls);
        RuleFor(c => c.Description).MaximumLength(4_096).Must(TaskTexts.Storable).WithMessage(TaskTexts.NoNul);
        RuleFor(c => c.Kind).IsInEnum();
        RuleFor(c => c.Kind).NotEqual(TaskKind.Uninstallation).When(c => c.Actions?.Any(action => action?.Kind != ActionKind.Uninstall) == true)
            .WithMessage("An uninstallation may only uninstall.");
        RuleFor(c => c.Actions).NotEmpty().Counts(1, TaskActionRules.Most).WithMessage(TaskActionRules.Few);
        RuleForEach(c => c.Actions).NotNull().SetValidator(new TaskActionRules());
        RuleFor(c => c.Destinations).NotNull().SetValidator(new TaskDestinationsRules());
        // The schedule's fields lie flat in this body, and so do the names of those that break a rule.
        this.KeepsFlat(draft => draft.Schedule(), new WantedScheduleRules());
        RuleFor(c => c.SilenceMarginSeconds).InclusiveBetween(60, 604_800);
        RuleFor(c => c.Parameters).SetValidator(new TaskParameterRules()!);
        RuleFor(c => c.Rollout).SetValidator(new TaskRolloutRules()!);
        RuleFor(c => c.Class).IsInEnum();
        RuleFor(c => c.For).NotNull().When(c => c.Class == TaskClass.AutomaticCountermeasure).WithMessage("An automatic countermeasure names its policy.");
        RuleFor(c => c.For).Null().When(c => c.Class != TaskClass.AutomaticCountermeasure).WithMessage("Only an automatic countermeasure serves a policy.");
    }
}
