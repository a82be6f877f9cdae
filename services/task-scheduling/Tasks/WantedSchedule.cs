using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;
using FluentValidation;

namespace Distribution.TaskScheduling.Tasks;

/// <summary>When a task happens, as the operator says it: a moment, a local time with its zone or each computer's own, a rule that recurs, or nothing for at once.</summary>
/// <param name="LocalStart">Date and time without an offset; needs <paramref name="TimeZone"/> or <paramref name="OwnLocalTime"/>.</param>
/// <param name="TimeZone">IANA name, such as Europe/Berlin.</param>
/// <param name="TransferAt">From when content may travel, before <paramref name="StartAt"/>.</param>
/// <param name="LocalTransfer">The same as a local time, before <paramref name="LocalStart"/>.</param>
/// <param name="OwnLocalTime">Local times are each computer's own; one whose zone is unknown counts as UTC.</param>
/// <param name="Cron">Recurs: Quartz's six or seven fields, by the clocks of <paramref name="TimeZone"/>. Each run is a task of its own.</param>
/// <param name="RunLastsMinutes">A run expires so many minutes after its moment: 1 to 527,040.</param>
/// <param name="Windows">When running may begin on a computer.</param>
public sealed record WantedSchedule(
    DateTimeOffset? StartAt, DateTime? LocalStart, string? TimeZone, DateTimeOffset? ExpiresAt, DateTimeOffset? TransferAt = null,
    DateTime? LocalTransfer = null, bool? OwnLocalTime = null, string? Cron = null, int? RunLastsMinutes = null, RunWindows? Windows = null)
{
    // The clocks of Kiritimati are ahead of all others.
    private static readonly TimeSpan Earliest = TimeSpan.FromHours(14);

    /// <summary>The schedule with its local times resolved; valid input only.</summary>
    public TaskSchedule Resolve(DateTimeOffset now) => new(
        Cron is not null ? Recurrence.Next(Cron, Contracts.Rules.LocalStart.Zone(TimeZone!)!, now) : Moment(LocalStart) ?? StartAt?.ToUniversalTime(),
        LocalStart, TimeZone, ExpiresAt?.ToUniversalTime(), Moment(LocalTransfer) ?? TransferAt?.ToUniversalTime(), LocalTransfer,
        OwnLocalTime == true ? true : null, Cron, RunLastsMinutes, Windows is { Task: null or { Count: 0 } } ? null : Windows);

    /// <summary>The moment that a local time is; where each computer's own clock decides, the first such moment on earth.</summary>
    public DateTimeOffset? Moment(DateTime? local) => local is not { } time ? null
        : OwnLocalTime == true ? new DateTimeOffset(time, Earliest).ToUniversalTime()
        : Contracts.Rules.LocalStart.Zone(TimeZone ?? "") is { } zone ? Contracts.Rules.LocalStart.Resolve(time, zone) : null;
}

/// <summary>A schedule is one moment at most, in a zone that exists, and its moments are in order.</summary>
internal sealed class WantedScheduleRules : AbstractValidator<WantedSchedule>
{
    private const int LongestRunMinutes = 527_040;
    private const string Local = "must be a date and time without an offset, in the years 2000 to 2999.";

    public WantedScheduleRules()
    {
        RuleFor(s => s.LocalStart).Null().When(s => s.StartAt is not null).WithMessage("Either startAt or localStart may be given, not both.");
        RuleFor(s => s.LocalStart).Must(IsLocal).When(s => s.LocalStart is not null).WithMessage($"The local start {Local}");
        RuleFor(s => s.LocalTransfer).Must(IsLocal).When(s => s.LocalTransfer is not null).WithMessage($"The local transfer {Local}");
        RuleFor(s => s.TimeZone).NotEmpty().When(s => s.OwnLocalTime != true && (s.LocalStart is not null || s.LocalTransfer is not null || s.Cron is not null))
            .WithMessage(s => s.Cron is null ? "A local start needs a time zone." : "A recurring task needs a time zone.");
        RuleFor(s => s.TimeZone).Null().When(s => s.OwnLocalTime == true || (s.LocalStart is null && s.LocalTransfer is null && s.Cron is null))
            .WithMessage("A time zone belongs to a local start.");
        RuleFor(s => s.TimeZone).Must(zone => Contracts.Rules.LocalStart.Zone(zone!) is not null).When(s => !string.IsNullOrEmpty(s.TimeZone))
            .WithMessage(s => $"There is no time zone {s.TimeZone}.");
        RuleFor(s => s.OwnLocalTime).Must((s, own) => own != true || (s.LocalStart is not null && s.Cron is null))
            .WithMessage("Each computer's own local time needs a local start, and does not recur.");
        RuleFor(s => s.TransferAt).Null().When(s => s.LocalTransfer is not null).WithMessage("Either transferAt or localTransfer may be given, not both.");
        RuleFor(s => s).Must(s => (s.Moment(s.LocalTransfer) ?? s.TransferAt) is not { } transfer || transfer < (s.Moment(s.LocalStart) ?? s.StartAt))
            .When(AreLocal).OverridePropertyName("transferAt").WithMessage("The transfer must begin earlier than the start.");
        RuleFor(s => s.ExpiresAt).Must((s, expiry) => !(expiry <= (s.Moment(s.LocalStart) ?? s.StartAt))).When(AreLocal)
            .WithMessage("The task must expire later than it starts.");
        RuleFor(s => s.Cron).MaximumLength(256).Must(cron => Recurrence.IsRule(cron!)).When(s => s.Cron is not null)
            .WithMessage("The rule must have Quartz's six or seven fields: seconds, minutes, hours, day of month, month, day of week, year.");
        RuleFor(s => s.Cron).Must((s, _) => s is { StartAt: null, LocalStart: null, TransferAt: null, LocalTransfer: null }).When(s => s.Cron is not null)
            .WithMessage("A recurring task has no other start or transfer time.");
        RuleFor(s => s.RunLastsMinutes).InclusiveBetween(1, LongestRunMinutes);
        RuleFor(s => s.RunLastsMinutes).Null().When(s => s.Cron is null).WithMessage("Only runs of a recurring task last so long.");
        RuleForEach(s => s.Windows!.Task).SetValidator(new WindowRule()).When(s => s.Windows?.Task is not null);
        RuleFor(s => s.Windows!.Task).Counts(0, WindowRule.Most).When(s => s.Windows is not null)
            .WithMessage($"At most {WindowRule.Most} windows may be given.");
        RuleFor(s => s.Windows!.Groups).Null().When(s => s.Windows is not null).WithMessage("The windows of groups are set at the groups.");
    }

    private static bool IsLocal(DateTime? local) => local!.Value is { Kind: DateTimeKind.Unspecified, Year: >= 2000 and <= 2999 };

    // Other rules say what is wrong with the rest.
    private static bool AreLocal(WantedSchedule s) =>
        (s.LocalStart is null || IsLocal(s.LocalStart)) && (s.LocalTransfer is null || IsLocal(s.LocalTransfer));
}

/// <summary>A maintenance window opens for a while, in a zone that exists.</summary>
internal sealed class WindowRule : AbstractValidator<MaintenanceWindow>
{
    public const int Most = 100;

    public WindowRule()
    {
        RuleFor(w => w.Minutes).InclusiveBetween(1, 10_080);
        RuleForEach(w => w.Days).IsInEnum();
        RuleFor(w => w.TimeZone).Must(zone => Contracts.Rules.LocalStart.Zone(zone!) is not null).When(w => w.TimeZone is not null)
            .WithMessage(w => $"There is no time zone {w.TimeZone}.");
    }
}
