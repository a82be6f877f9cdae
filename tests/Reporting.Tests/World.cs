using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Reporting.Tests;

/// <summary>One message as the publisher would send it.</summary>
internal sealed record Sent(Guid Id, object Message);

/// <summary>What three services would say about a small organisation, in the order in which it happened.</summary>
internal sealed class World(int seed)
{
    private readonly Random _random = new(seed);
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public List<Sent> Said { get; } = [];

    public List<Guid> Computers { get; } = [];

    public List<Guid> Tasks { get; } = [];

    public static PackageDefinition Htop { get; } =
        new("htop", "3.2.2", PackageKind.Software, "htop.deb", new string('a', 64), 123_456, "dpkg -i {file}", "dpkg -r htop", "htop", null, 600);

    public World Grow(int computers, int tasks)
    {
        var package = NewId();
        Say(new PackageRegistered(package, 1, Htop, Later()));
        Say(new PackageEdited(package, 2, Htop with { Name = "htop, edited" }, Later()));
        var group = NewId();
        Say(new GroupCreated(group, 1, "Sales", Later()));
        for (var i = 0; i < computers; i++)
            Join(group, i);
        Say(new GroupRenamed(group, 2, "Sales and marketing", Later()));
        for (var i = 0; i < tasks; i++)
            Distribute(package, group, i);
        var gone = Computers[^1];
        Say(new ComputerLeftGroup(group, gone, 2, Later()));
        Say(new ComputerRemoved(gone, 2, Later()));
        Say(new TaskRemoved(Tasks[^1], 9, Later()));
        Say(new PackageRemoved(package, 3, Later()));
        return this;
    }

    private void Join(Guid group, int number)
    {
        var computer = NewId();
        Computers.Add(computer);
        Say(new ComputerEnrolled(computer, 1, $"pc-{number:000}", "linux", "x64", Later()));
        Say(new ComputerJoinedGroup(group, computer, 1, Later()));
    }

    private void Distribute(Guid package, Guid group, int number)
    {
        var task = NewId();
        Tasks.Add(task);
        Say(new TaskCreated(task, 1, $"task {number}", TaskKind.Distribution, TaskClass.Administrator, [], [group], [package], null, Later().AddDays(9), Later()));
        Say(new TaskEdited(task, 2, $"task {number}, edited", null, null, null, true, Later(), null, Later()));
        Say(new TaskEdited(task, 3, null, [NewId()], [group], null, false, null, null, Later()));
        Say(new TaskStarted(task, 4, Later()));
        foreach (var computer in Computers)
            Execute(task, computer);
        Say(new TaskCompleted(task, 5, false, Later()));
        Say(new TaskReopened(task, 6, Later()));
        if (number % 2 == 0)
            Say(new TaskCompleted(task, 7, true, Later()));
        if (number % 3 == 2)
            Say(new TaskCancelled(task, 8, "not needed", Later()));
    }

    private void Execute(Guid task, Guid computer)
    {
        var (execution, version, attempt) = (NewId(), 0L, 1);
        Say(new ExecutionsProgressed(task, [new(NewId(), execution, computer, ++version, attempt, ExecutionState.Requested, 0, Later(), Wave: _random.Next(1, 3))]));
        while (true)
        {
            foreach (var (state, progress) in new[] { (ExecutionState.Dispatched, 0), (ExecutionState.Transferring, 20), (ExecutionState.Running, 70) })
            {
                if (_random.Next(10) == 0)
                    return;                                         // still under way
                Say(new ExecutionProgressed(execution, task, computer, ++version, attempt, state, progress, Later()));
            }
            var well = _random.Next(3) > 0;
            Say(new ActionCompleted(
                execution, task, computer, ++version, attempt, 1, "htop", well ? ActionOutcome.Succeeded : ActionOutcome.Failed, well ? 0 : 5,
                "Setting up htop ...", well ? null : "exit code 5", Later(), Later(), well ? null : ErrorClass.BadExitCode));
            Say(new ExecutionEnded(execution, task, computer, ++version, attempt, well ? ExecutionState.Succeeded : ExecutionState.Failed, well ? null : "exit code 5", Later()));
            if (well || _random.Next(2) == 0)
                return;
            Say(new ExecutionRequested(execution, task, computer, ++version, ++attempt, Later()));
        }
    }

    private void Say(object message) => Said.Add(new(NewId(), message));

    private DateTimeOffset Later() => _now = _now.AddSeconds(_random.Next(1, 60));

    private Guid NewId()
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        return new(bytes);
    }
}
