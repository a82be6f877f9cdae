using Distribution.Contracts.Rules;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Executions;

namespace Distribution.TaskScheduling.Tests.Simulation;

/// <summary>What must hold whenever an action begins on a computer.</summary>
internal sealed class RunLaws(Laws laws)
{
    private readonly HashSet<(Guid Execution, int Attempt, int Action)> _begun = [];
    private readonly HashSet<Guid> _running = [];

    public int Runs { get; private set; }

    public void Began(DateTimeOffset now, SimulatedComputer by, SimulatedWork work, InstructedAction action)
    {
        Runs++;
        var instruction = work.Instruction;
        if (!_running.Add(by.Id))
            laws.Break(now, by.Id, "runs two actions at once.");
        if (!_begun.Add((work.Execution, work.Attempt, action.Number)))
            laws.Break(now, work.Execution, $"attempt {work.Attempt} action {action.Number} ran twice.");
        if (work.Action == 0 && instruction.ExpiresAt <= now)
            laws.Break(now, work.Execution, $"began after its expiry {instruction.ExpiresAt:u}.");
        if (instruction.NotBefore > now)
            laws.Break(now, work.Execution, $"began before {instruction.NotBefore:u}.");
        if (laws.OfExecutions.RunsFrom(work.Execution, work.Attempt, by.Zone) is { } from && from > now)
            laws.Break(now, work.Execution, $"began before its task wants it, {from:u}.");
        foreach (var windows in new[] { instruction.Windows?.Task, laws.OfExecutions.GroupWindows(work.Execution, work.Attempt) })
        {
            if (windows is { Count: > 0 } && !windows.Any(window => IsInside(window, now, action.TimeLimitSeconds, by.Zone)))
                laws.Break(now, work.Execution, $"action {action.Number} began outside its windows.");
        }
    }

    public void Ended(SimulatedComputer by) => _running.Remove(by.Id);

    // From the opening on, by the clocks of the zone, and the action's limit ends within.
    private static bool IsInside(MaintenanceWindow window, DateTimeOffset begin, int limitSeconds, TimeZoneInfo own)
    {
        var zone = window.TimeZone is { } name ? LocalStart.Zone(name)! : own;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(begin, zone).DateTime);
        return Enumerable.Range(-1, 10).Select(back => today.AddDays(-back))
            .Where(day => window.Days is not { Count: > 0 } days || days.Contains(day.DayOfWeek))
            .Select(day => Clocks.FirstShowing(day.ToDateTime(window.From), zone))
            .Any(opens => opens <= begin && begin.AddSeconds(limitSeconds) <= opens.AddMinutes(window.Minutes));
    }
}
