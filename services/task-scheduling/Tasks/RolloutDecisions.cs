using System.Globalization;
using Distribution.ServiceDefaults;

namespace Distribution.TaskScheduling.Tasks;

/// <summary>When a wave opens, passes, or halts the task.</summary>
public static class RolloutDecisions
{
    /// <summary>The next step of a started rollout, from its executions as they are now.</summary>
    /// <param name="counts">Those of each wave that has computers.</param>
    public static object[] Advance(DistributionTask? state, IReadOnlyList<WaveCounts> counts, DateTimeOffset now)
    {
        if (state is not { RollsOut: true, Issued: true, Rollout: { } rollout, Waves: { } waves })
            return [];
        if (TooManyFailed(rollout, waves, counts) is { } reason)
            return [new TaskHalted(state.Id, reason, false, now)];
        if (waves.Open >= rollout.Waves.Count)
            return [];
        var events = new List<object>();
        if (waves.Open > 0 && waves.PassedAt is null)
        {
            var (passed, why) = Judge(rollout, waves, counts);
            if (why is not null)
                return [new TaskHalted(state.Id, why, false, now)];
            if (!passed)
                return [];
            events.Add(new WavePassed(state.Id, waves.Open, now));
        }

        var next = rollout.Waves[waves.Open];
        var opensAt = (waves.PassedAt ?? (waves.Open == 0 ? state.StartedAt : now)) + TimeSpan.FromMinutes(next.PauseMinutes ?? 0);
        if (opensAt <= now && (next.Approval != true || waves.Approved > waves.Open))
            events.Add(new WaveOpened(state.Id, waves.Open + 1, now));
        return [.. events];
    }

    /// <summary>Whether nothing is left to decide, however many computers have succeeded: every wave is open, and none too many failed.</summary>
    /// <param name="failed">Computers that failed or timed out.</param>
    public static bool IsQuiet(DistributionTask state, int failed) =>
        state is { Rollout: { } rollout, Waves: { } waves } && waves.Open >= rollout.Waves.Count
        && (failed <= waves.Forgiven || rollout is { FailureCount: null, FailurePercent: null });

    /// <summary>Lets a wave open, and those before it.</summary>
    /// <exception cref="CommandRefusedException">The task has no such wave, or is over.</exception>
    public static object[] Approve(DistributionTask state, int wave, DateTimeOffset now) => state switch
    {
        { Rollout: null } => throw new CommandRefusedException("The task has no waves."),
        _ when wave > state.Rollout.Waves.Count => throw new CommandRefusedException($"The task has {state.Rollout.Waves.Count} waves."),
        { State: not (TaskState.Scheduled or TaskState.Started) } => throw new CommandRefusedException($"A task that is {state.State} opens no wave."),
        _ when wave <= Math.Max(state.Waves!.Approved, state.Waves.Open) => [],
        _ => [new WaveApproved(state.Id, wave, now)],
    };

    private static string? TooManyFailed(TaskRollout rollout, WaveProgress waves, IReadOnlyList<WaveCounts> counts)
    {
        var reached = counts.Where(c => c.Wave <= waves.Open).ToList();
        var (failed, total) = (reached.Sum(c => c.Failed) - waves.Forgiven, reached.Sum(c => c.Total));
        if (failed <= 0)
            return null;
        if (rollout.FailureCount is { } count && failed >= count)
            return $"{failed} of {total} computers failed or timed out; {count} halt the task.";
        return rollout.FailurePercent is { } percent && failed * 100.0 >= percent * total
            ? Text($"{failed} of {total} computers failed or timed out ({failed * 100.0 / total:0.#} %); {percent:0.#} % halt the task.")
            : null;
    }

    private static (bool Passed, string? Why) Judge(TaskRollout rollout, WaveProgress waves, IReadOnlyList<WaveCounts> counts)
    {
        var wave = counts.FirstOrDefault(c => c.Wave == waves.Open) ?? new WaveCounts(waves.Open, 0, 0, 0, 0);
        var needed = rollout.SuccessPercent ?? 100;
        // Failures that the operator accepted by resuming are as good as not there.
        var judged = wave.Succeeded + Math.Max(0, wave.Failed - waves.Forgiven) + wave.Open;
        if (judged == 0 || wave.Succeeded * 100.0 >= needed * judged)
            return (true, null);
        return wave.Open > 0 ? (false, null)
            : (false, Text($"Wave {waves.Open} ended with {wave.Succeeded} of {judged} computers successful ({wave.Succeeded * 100.0 / judged:0.#} %); {needed:0.#} % are needed."));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
