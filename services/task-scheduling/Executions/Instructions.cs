using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Destinations;
using Distribution.TaskScheduling.Tasks;

namespace Distribution.TaskScheduling.Executions;

/// <summary>
/// What a task's computers are told to do, made from the task and from its packages as they are at this moment (domain, section 10).
/// Without an instruction a package is gone (then Impossible says which) or not known here yet.
/// </summary>
/// <param name="Task">The task, which may hold back what has an instruction; null holds back nothing.</param>
/// <param name="GroupWindows">The windows of the computers' groups; a computer without an entry has none.</param>
/// <param name="Brief">What an execution keeps of the instruction; null where there is none.</param>
/// <param name="Rests">What is left to do where everything older than a revision succeeded; null: nothing was added since the start.</param>
/// <param name="IsLimited">Only so many may go out at once: DispatchExecutions sends them, and nobody else.</param>
internal sealed record Instructions(
    Instruction? Instruction, string? Impossible, DistributionTask? Task = null,
    IReadOnlyDictionary<Guid, IReadOnlyList<MaintenanceWindow>>? GroupWindows = null, bool IsLimited = false, Brief? Brief = null,
    IReadOnlyDictionary<int, Instructions>? Rests = null)
{
    /// <summary>Limit of an action that neither the task nor a package limits, in seconds.</summary>
    public const int UsualTimeLimitSeconds = 3_600;

    /// <summary>Makes them; pure. What a package depends on is installed before it, once in the whole task.</summary>
    public static Instructions For(DistributionTask task, IReadOnlyDictionary<Guid, KnownPackage> packages)
    {
        var all = Whole(task, packages);
        if (task.ActionsSince is not { } since || since.Distinct().Count() == 1)
            return all;
        return all with
        {
            Rests = since.Distinct().Order().Skip(1).ToDictionary(
                first => first, first => Whole(task with { Actions = [.. task.Actions.Where((_, i) => since[i] >= first)] }, packages) with { Task = task }),
        };
    }

    private static Instructions Whole(DistributionTask task, IReadOnlyDictionary<Guid, KnownPackage> packages)
    {
        var actions = new List<InstructedAction>();
        var installed = new HashSet<Guid>();
        foreach (var action in task.Actions)
        {
            if (action.PackageId is { } id && action.Kind is ActionKind.Install or ActionKind.DistributeFiles)
            {
                installed.Remove(id);                                   // twice in the task is twice on the computer
                if (Dependencies.Before(id, installed, packages, out var impossible) is not { } order)
                    return new(null, impossible, task);
                actions.AddRange(order.SkipLast(1).Select((needed, i) => InstructAction.Needed(actions.Count + 1 + i, needed)).ToList());
                installed.UnionWith(order.Select(package => package.PackageId));
            }

            var package = action.PackageId is { } named ? packages.GetValueOrDefault(named) : null;
            if (package is { Removed: true })
                return new(null, $"Package {package.Attributes?.Name ?? package.PackageId.ToString()} was removed.", task);
            if (action.PackageId is not null && package?.Attributes is null)
                return new(null, null);
            actions.Add(InstructAction.Of(actions.Count + 1, action, package));
        }

        var silence = actions.Sum(action => (long)action.TimeLimitSeconds) + task.Running.SilenceMarginSeconds;
        var instruction = new Instruction(
            task.Name, actions, null, task.Schedule.ExpiresAt, task.Running.StopOnFirstError, (int)Math.Min(silence, int.MaxValue),
            task.Schedule.Windows, task.Running.Parameters, task.Revision, task.CreatedAt);
        return new(instruction, null, task, Brief: Brief.Of(Brief.IdOf(task.Id, instruction), instruction));
    }

    /// <summary>Reads the packages of a task, makes them, and writes the instruction down where it is a new one.</summary>
    /// <param name="computers">Those that are to be instructed; null is whichever.</param>
    public static async Task<Instructions> ForAsync(
        DistributionTask task, IDocumentSession session, CancellationToken ct, IReadOnlyCollection<Guid>? computers = null)
    {
        var made = For(task, await Dependencies.LoadAsync(task.Actions.Select(action => action.PackageId).OfType<Guid>(), session, ct));
        foreach (var one in made.Rests?.Values.Prepend(made) ?? [made])
        {
            if (one is { Instruction: { } instruction, Brief.InstructionId: var id } && (await session.Events.FetchStreamAsync(id, token: ct)).Count == 0)
            {
                // Before anybody names it. Written down twice by two replicas, it says the same twice.
                session.Events.Append(id, new InstructionDrawnUp(id, task.Id, instruction));
                await session.SaveChangesAsync(ct);
            }
        }

        return made with
        {
            GroupWindows = await Destinations.GroupWindows.OfAsync(session, computers, ct),
            IsLimited = Limits.Of(task.Running.Parameters).AreAny || await OpenPlaces.AreLimitedAsync(session, ct),
        };
    }

    /// <summary>Dispatches a requested execution, gives it up when that can never be, or leaves it for later.</summary>
    public object[] Dispatch(Execution? state, DateTimeOffset now) =>
        LeftFor(state) is { } left ? left.Dispatch(state, now)
        : Impossible is not null ? ExecutionDecisions.GiveUp(state, Impossible, now)
        : Brief is null || Task?.LetsOut(state?.Wave) == false ? []
        : ExecutionDecisions.Dispatch(state, BriefFor(state), now);

    /// <summary>Dispatches in the same save what was just requested or retried, where places need not be counted.</summary>
    public object[] DispatchAfter(Execution? state, object[] decided, DateTimeOffset now) =>
        IsLimited ? decided : ExecutionDecisions.AtOnce([.. decided, .. Dispatch(decided.Aggregate(state, Execution.Evolve), now)]);

    /// <summary>Sends again to a computer in contact what it never got, within its own windows and from its own moment on.</summary>
    public object[] SendAgain(Execution? state, bool queueWasGone, DateTimeOffset now)
    {
        if (LeftFor(state) is { } left)
            return left.SendAgain(state, queueWasGone, now);
        object[] again = Brief is null ? [] : ExecutionDecisions.SendAgain(state, queueWasGone, BriefFor(state), now);
        // What may not go out at this moment goes out as soon as it may (DispatchExecutions), whatever the computer does then.
        return again is [ExecutionDispatched] && (IsLimited || state!.DueAt > now || Task?.LetsOut(state.Wave) == false)
            ? [ExecutionDecisions.Resumed(state!, now)]
            : again;
    }

    // What succeeded on this computer and is as it was then is left out; null: it gets the whole.
    private Instructions? LeftFor(Execution? state) => Rests is not null && state?.SucceededIn is { } done
        && Rests.TryGetValue(Task!.ActionsSince!.Where(since => since > done).DefaultIfEmpty().Min(), out var left)
        ? left with { GroupWindows = GroupWindows, IsLimited = IsLimited }
        : null;

    /// <summary>With the computer's own part: when it may run, by its own clock and by its groups. Where it has none, all computers share one.</summary>
    public Brief BriefFor(Execution? state)
    {
        var own = state is not null && GroupWindows?.TryGetValue(state.ComputerId, out var windows) == true ? windows : null;
        return own is null && state?.RunFrom is null ? Brief! : Brief! with { NotBefore = state?.RunFrom, GroupWindows = own };
    }
}
