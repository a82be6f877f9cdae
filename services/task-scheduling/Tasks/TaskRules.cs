using Distribution.Contracts.TaskScheduling.V1;
using FluentValidation;

namespace Distribution.TaskScheduling.Tasks;

/// <summary>When a task starts and expires, as the operator says it: a moment, or a local time with its zone, or neither for at once.</summary>
/// <param name="LocalStart">Date and time without an offset; needs <paramref name="TimeZone"/>.</param>
/// <param name="TimeZone">IANA name, such as Europe/Berlin.</param>
public sealed record WantedSchedule(DateTimeOffset? StartAt, DateTime? LocalStart, string? TimeZone, DateTimeOffset? ExpiresAt)
{
    /// <summary>The schedule with its local time resolved; valid input only.</summary>
    public TaskSchedule Resolve() => LocalStart is { } local
        ? new(Contracts.Rules.LocalStart.Resolve(local, Contracts.Rules.LocalStart.Zone(TimeZone!)!), local, TimeZone, ExpiresAt?.ToUniversalTime())
        : new(StartAt?.ToUniversalTime(), null, null, ExpiresAt?.ToUniversalTime());
}

/// <summary>A schedule is one moment at most, in a zone that exists, and ends after it begins.</summary>
internal sealed class WantedScheduleRules : AbstractValidator<WantedSchedule>
{
    public WantedScheduleRules()
    {
        RuleFor(s => s.LocalStart).Null().When(s => s.StartAt is not null).WithMessage("Either startAt or localStart may be given, not both.");
        RuleFor(s => s.LocalStart).Must(local => local!.Value is { Kind: DateTimeKind.Unspecified, Year: >= 2000 and <= 2999 })
            .When(s => s.LocalStart is not null).WithMessage("The local start must be a date and time without an offset, in the years 2000 to 2999.");
        RuleFor(s => s.TimeZone).NotEmpty().When(s => s.LocalStart is not null).WithMessage("A local start needs a time zone.");
        RuleFor(s => s.TimeZone).Null().When(s => s.LocalStart is null).WithMessage("A time zone belongs to a local start.");
        RuleFor(s => s.TimeZone).Must(zone => Contracts.Rules.LocalStart.Zone(zone!) is not null).When(s => !string.IsNullOrEmpty(s.TimeZone))
            .WithMessage(s => $"There is no time zone {s.TimeZone}.");
        RuleFor(s => s.ExpiresAt).Must((s, expiry) => !(expiry <= s.Resolve().StartAt))
            .When(s => s.LocalStart is null || (s.TimeZone is not null && Contracts.Rules.LocalStart.Zone(s.TimeZone) is not null && s.LocalStart.Value.Year is >= 2000 and <= 2999))
            .WithMessage("The task must expire later than it starts.");
    }
}

/// <summary>An action says enough to be carried out.</summary>
internal sealed class TaskActionRules : AbstractValidator<TaskAction>
{
    public const int LongestCommand = 8_192;
    public const int LongestTimeLimitSeconds = 86_400;
    public const string Few = "A task has 1 to 100 actions.";

    public TaskActionRules()
    {
        RuleFor(a => a.Kind).IsInEnum();
        RuleFor(a => a.PackageId).NotEmpty().When(a => a.Kind is ActionKind.Install or ActionKind.DistributeFiles)
            .WithMessage("Installing and distributing files need a package.");
        RuleFor(a => a.Command).NotEmpty().When(a => a.Kind == ActionKind.Run).WithMessage("Running needs a command.");
        RuleFor(a => a.SoftwareName).NotEmpty().When(a => a.Kind == ActionKind.Uninstall && a.PackageId is null && a.Command is null)
            .WithMessage("Uninstalling needs a package, a software name or a command.");
        RuleFor(a => a.Command).MaximumLength(LongestCommand).Must(TaskTexts.Storable).WithMessage(TaskTexts.NoNul);
        RuleFor(a => a.SoftwareName).MaximumLength(256).Must(TaskTexts.Plain).WithMessage(TaskTexts.NoControls);
        RuleFor(a => a.DestinationFolder).MaximumLength(1_024).Must(TaskTexts.Plain).WithMessage(TaskTexts.NoControls);
        RuleFor(a => a.TimeLimitSeconds).InclusiveBetween(1, LongestTimeLimitSeconds);
    }

    /// <summary>Whether the number of actions is allowed; none given is another rule's matter.</summary>
    public static bool AreFew(IReadOnlyList<TaskAction>? actions) => actions is null || actions.Count is >= 1 and <= 100;
}

/// <summary>Whom a task may be for.</summary>
internal sealed class TaskDestinationsRules : AbstractValidator<TaskDestinations>
{
    public const int MostComputers = 100_000;
    public const int MostGroups = 1_000;

    public TaskDestinationsRules()
    {
        RuleFor(d => d.ComputerIds).Must(ids => ids is null || ids.Count <= MostComputers).WithMessage($"At most {MostComputers} computers may be named.");
        RuleFor(d => d.GroupIds).Must(ids => ids is null || ids.Count <= MostGroups).WithMessage($"At most {MostGroups} groups may be named.");
        RuleFor(d => d).Must(d => d.ComputerIds?.Count > 0 || d.GroupIds?.Count > 0).WithMessage("At least one computer or group must be named.");
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
