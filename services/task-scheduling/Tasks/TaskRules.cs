using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Destinations;
using FluentValidation;

namespace Distribution.TaskScheduling.Tasks;

/// <summary>An action says enough to be carried out.</summary>
internal sealed class TaskActionRules : AbstractValidator<TaskAction>
{
    public const int LongestCommand = 8_192;
    public const int LongestTimeLimitSeconds = 86_400;
    public const int Most = 100;
    public static readonly string Few = $"A task has 1 to {Most} actions.";

    public TaskActionRules()
    {
        RuleFor(a => a.Kind).IsInEnum();
        RuleFor(a => a.PackageId).NotEmpty().When(a => a.Kind is ActionKind.Install or ActionKind.DistributeFiles)
            .WithMessage("Installing and distributing files need a package.");
        RuleFor(a => a.Command).NotEmpty().When(a => a.Kind == ActionKind.Run).WithMessage("Running needs a command.");
        RuleFor(a => a.SoftwareName).NotEmpty().When(a => a.Kind == ActionKind.Uninstall && a.PackageId is null && a.Command is null && a.ProductCode is null)
            .WithMessage("Uninstalling needs a package, a software name, a product code or a command.");
        RuleFor(a => a.ProductCode).Null().When(a => a.Kind != ActionKind.Uninstall).WithMessage("A product code belongs to an uninstallation.");
        RuleFor(a => a.ProductCode).Must(code => Guid.TryParseExact(code, "B", out _)).When(a => a.ProductCode is not null)
            .WithMessage("A product code has the form {00000000-0000-0000-0000-000000000000}.");
        RuleFor(a => a.Command).MaximumLength(LongestCommand).Must(TaskTexts.Storable).WithMessage(TaskTexts.NoNul);
        RuleFor(a => a.SoftwareName).MaximumLength(256).Must(TaskTexts.Plain).WithMessage(TaskTexts.NoControls);
        RuleFor(a => a.DestinationFolder).MaximumLength(1_024).Must(TaskTexts.Plain).WithMessage(TaskTexts.NoControls)
            .Must(folder => folder is null || !folder.Split('/', '\\').Contains("..")).WithMessage("A folder must not hold '..'.");
        RuleFor(a => a.TimeLimitSeconds).InclusiveBetween(1, LongestTimeLimitSeconds);
    }
}

/// <summary>Whom a task may be for.</summary>
internal sealed class TaskDestinationsRules : AbstractValidator<TaskDestinations>
{
    public const int MostComputers = 100_000;
    public const int MostGroups = 1_000;

    public TaskDestinationsRules()
    {
        RuleFor(d => d.ComputerIds).Counts(0, MostComputers).WithMessage($"At most {MostComputers} computers may be named.");
        RuleFor(d => d.GroupIds).Counts(0, MostGroups).WithMessage($"At most {MostGroups} groups may be named.");
        RuleFor(d => d.SavedSearchIds).Counts(0, MostGroups).Must((d, ids) => ids is null || ids.Select(KnownGroup.OfSearch).Union(d.GroupIds ?? []).Count() <= MostGroups)
            .WithMessage($"At most {MostGroups} groups and saved searches may be named.");
        RuleFor(d => d).Must(d => d.ComputerIds?.Count > 0 || d.GroupIds?.Count > 0 || d.SavedSearchIds?.Count > 0)
            .WithMessage("At least one computer, group or saved search must be named.");
    }
}

/// <summary>What texts may hold.</summary>
internal static class TaskTexts
{
    public const string NoControls = "Control characters are not allowed.";

    // PostgreSQL's jsonb holds no NUL.
    public const string NoNul = "The character NUL is not allowed.";

    public static bool Plain(string? text) => text is null || !text.Any(char.IsControl);

    public static bool Storable(string? text) => text is null || !text.Contains('\0', StringComparison.Ordinal);
}
