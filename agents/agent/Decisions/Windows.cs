using Distribution.Agent.Journals;
using Distribution.Contracts.Rules;

namespace Distribution.Agent.Decisions;

/// <summary>When an attempt's maintenance windows let it go on.</summary>
internal static class Windows
{
    /// <summary>When its next action may begin and still end in time; null when no window is ever long enough.</summary>
    public static DateTimeOffset? NextBegin(Execution execution, DateTimeOffset now) => execution.Instruction.Windows is not { } windows
        ? now
        : WindowRules.NextBegin(windows, now, TimeSpan.FromSeconds(execution.NextAction?.TimeLimitSeconds ?? 0), ZoneOf);

    /// <summary>When its content may be fetched; null when never.</summary>
    public static DateTimeOffset? NextTransfer(Execution execution, DateTimeOffset now) => execution.Instruction.Windows is null or { TransferOutside: true }
        ? now
        : WindowRules.NextBegin(execution.Instruction.Windows, now, TimeSpan.Zero, ZoneOf);

    // A computer that does not know the zone goes by its own clock: at a wrong hour rather than never.
    private static TimeZoneInfo ZoneOf(string? name) => (name is null ? null : LocalStart.Zone(name)) ?? TimeZoneInfo.Local;
}
