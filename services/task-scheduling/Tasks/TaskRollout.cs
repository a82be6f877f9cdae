namespace Distribution.TaskScheduling.Tasks;

/// <summary>Waves in which a task reaches its computers, so that what goes wrong goes wrong on few. Whoever no wave takes belongs to the last.</summary>
/// <param name="SuccessPercent">Share of a wave's computers that must have succeeded before the next; null is 100. Skipped, expired, cancelled and removed ones do not count.</param>
/// <param name="FailureCount">So many failed or timed out computers halt the task; null is no such limit.</param>
/// <param name="FailurePercent">Such a share of the computers of all open waves halts the task; null is no such limit.</param>
public sealed record TaskRollout(
    IReadOnlyList<TaskWave> Waves, double? SuccessPercent = null, int? FailureCount = null, double? FailurePercent = null);

/// <summary>One wave; exactly one of the first three says whom it takes.</summary>
/// <param name="Count">So many computers.</param>
/// <param name="Percent">So many that it and the waves before it hold this share of all.</param>
/// <param name="GroupId">The members of an ID group.</param>
/// <param name="PauseMinutes">Pause between the wave before it and its opening.</param>
/// <param name="Approval">It opens only when an operator approved it.</param>
public sealed record TaskWave(
    int? Count = null, double? Percent = null, Guid? GroupId = null, int? PauseMinutes = null, bool? Approval = null, string? Name = null);

/// <summary>How the computers of one wave stand.</summary>
/// <param name="Open">Not ended.</param>
/// <param name="Failed">Failed or timed out.</param>
public sealed record WaveCounts(int Wave, int Total, int Open, int Succeeded, int Failed);

/// <summary>Where a rollout stands.</summary>
/// <param name="Open">The last wave that was opened; 0 before the first.</param>
/// <param name="PassedAt">When the open wave passed; null while it has not.</param>
/// <param name="Approved">The highest wave that was approved.</param>
/// <param name="Forgiven">Failures that the operator has seen and accepted by resuming.</param>
public sealed record WaveProgress(int Open, DateTimeOffset? PassedAt, int Approved, int Forgiven)
{
    /// <summary>Before the first wave.</summary>
    public static WaveProgress None { get; } = new(0, null, 0, 0);
}

/// <summary>Which computer belongs to which wave. Pure, and the same for the same computers, so that a repeat assigns alike.</summary>
public static class Waves
{
    /// <summary>Assigns all computers of a start.</summary>
    /// <param name="groupsOf">The ID groups among those of the waves that a computer is a member of.</param>
    public static IReadOnlyDictionary<Guid, int> Assign(
        Guid taskId, TaskRollout rollout, IReadOnlyCollection<Guid> computers, Func<Guid, IReadOnlyCollection<Guid>> groupsOf)
    {
        var assigned = new Dictionary<Guid, int>(computers.Count);
        foreach (var computer in computers)
        {
            if (ByGroup(rollout, groupsOf(computer)) is { } wave)
                assigned[computer] = wave;
        }

        // In an order that depends on the task: else the same computers would be everybody's canaries.
        var rest = new Queue<Guid>(computers.Where(computer => !assigned.ContainsKey(computer)).OrderBy(computer => Rank(taskId, computer)));
        for (var i = 0; i < rollout.Waves.Count; i++)
        {
            var (wave, number) = (rollout.Waves[i], i + 1);
            var taken = wave.Percent is { } percent
                ? (int)Math.Ceiling(percent / 100 * computers.Count) - assigned.Values.Count(w => w <= number)
                : wave.Count ?? 0;
            for (; (taken > 0 || number == rollout.Waves.Count) && rest.Count > 0; taken--)
                assigned[rest.Dequeue()] = number;
        }

        return assigned;
    }

    /// <summary>The wave of a computer that came after the start: that of its group, or else the last.</summary>
    public static int OfNewcomer(TaskRollout rollout, IReadOnlyCollection<Guid> groups) => ByGroup(rollout, groups) ?? rollout.Waves.Count;

    private static int? ByGroup(TaskRollout rollout, IReadOnlyCollection<Guid> groups)
    {
        for (var i = 0; i < rollout.Waves.Count && groups.Count > 0; i++)
        {
            if (rollout.Waves[i].GroupId is { } group && groups.Contains(group))
                return i + 1;
        }

        return null;
    }

    private static Guid Rank(Guid taskId, Guid computer) => ServiceDefaults.DeterministicId.Of("wave", taskId.ToString("D"), computer.ToString("D"));
}
