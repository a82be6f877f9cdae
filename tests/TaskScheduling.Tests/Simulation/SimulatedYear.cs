using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.TaskScheduling.Tests.Simulation;

/// <summary>The service's pure core on a simulated clock: the decisions are the product's, only reading, writing and sending are played.</summary>
internal sealed class SimulatedYear
{
    /// <summary>How often the clockwork looks; the product's own beats are shorter.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(6);
    private DateTimeOffset _sweepAt;
    private Dictionary<Guid, IReadOnlyList<MaintenanceWindow>>? _windows;

    public SimulatedYear(DateTimeOffset from)
    {
        (Agenda, Laws, _sweepAt) = (new(from), new(this), from);
        (Tasks, Executions) = (new(this), new(this));
    }

    public Agenda Agenda { get; }

    public Laws Laws { get; }

    public SimulatedTasks Tasks { get; }

    public SimulatedExecutions Executions { get; }

    public Dictionary<Guid, SimulatedComputer> Computers { get; } = [];

    public Dictionary<Guid, SimulatedGroup> Groups { get; } = [];

    public DateTimeOffset Now => Agenda.Now;

    public void At(DateTimeOffset moment, Action what) => Agenda.At(moment, what);

    public void RunUntil(DateTimeOffset end)
    {
        while (Now < end)
        {
            Agenda.RunUntil(Now + Beat);
            Tasks.Start();
            Tasks.AdvanceRollouts();
            Executions.Dispatch();
            Executions.Wake();
            Executions.Restart();
            Tasks.Settle();
            if (Now < _sweepAt)
                continue;
            Tasks.Sweep();
            _sweepAt = Now + SweepEvery;
        }
    }

    /// <summary>The windows of the groups of every computer that has any (GroupWindows.OfAsync).</summary>
    public IReadOnlyDictionary<Guid, IReadOnlyList<MaintenanceWindow>> GroupWindows() => _windows ??= Computers.Values
        .Select(computer => (computer.Id, Windows: (IReadOnlyList<MaintenanceWindow>)[.. computer.Groups.SelectMany(group => group.Windows)]))
        .Where(computer => computer.Windows.Count > 0)
        .ToDictionary(computer => computer.Id, computer => computer.Windows);

    /// <summary>A computer joins a group, as by a policy, and gets what stands for it.</summary>
    public void Join(Guid group, Guid computer)
    {
        if (Groups[group].Removed || Computers[computer].Removed || !Groups[group].Members.Add(computer))
            return;
        Computers[computer].Groups.Add(Groups[group]);
        _windows = null;
        foreach (var task in Tasks.StandingFor(group))
            Executions.Request(task, [computer], null);
    }

    /// <summary>A computer leaves the platform.</summary>
    public void Remove(SimulatedComputer computer)
    {
        _windows = null;
        computer.Leave();
        foreach (var group in computer.Groups)
            group.Members.Remove(computer.Id);
        Executions.RemoveOf(computer.Id);
    }

    /// <summary>A group is deleted; its members go their own ways, and leaving revokes nothing.</summary>
    public void Remove(Guid group)
    {
        _windows = null;
        foreach (var member in Groups[group].Members)
            Computers[member].Groups.Remove(Groups[group]);
        Groups[group].Members.Clear();
        Groups[group].Removed = true;
    }
}

/// <summary>An ID group with its members and maintenance windows.</summary>
internal sealed class SimulatedGroup(IReadOnlyList<MaintenanceWindow> windows)
{
    public IReadOnlyList<MaintenanceWindow> Windows => windows;

    public HashSet<Guid> Members { get; } = [];

    public bool Removed { get; set; }
}
