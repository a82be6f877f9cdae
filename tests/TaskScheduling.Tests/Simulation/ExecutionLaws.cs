using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Executions;
using Distribution.TaskScheduling.Tasks;
using ExecutionRequested = Distribution.TaskScheduling.Executions.ExecutionRequested;

namespace Distribution.TaskScheduling.Tests.Simulation;

/// <summary>What must hold whenever something happens to an execution.</summary>
internal sealed class ExecutionLaws(Laws laws, SimulatedYear world)
{
    private readonly Dictionary<(Guid Execution, int Attempt), (TaskSchedule Schedule, IReadOnlyList<MaintenanceWindow> Groups)> _sent = [];
    private readonly Dictionary<Guid, HashSet<string>> _succeeded = [];
    private readonly Dictionary<Guid, Instruction> _instructed = [];

    /// <summary>From when the task, as it was when the instruction was sent, lets a computer run it; null is at once.</summary>
    public DateTimeOffset? RunsFrom(Guid execution, int attempt, TimeZoneInfo own) => _sent[(execution, attempt)].Schedule switch
    {
        { LocalStart: { } local, OwnLocalTime: true } => Clocks.FirstShowing(local, own),
        { LocalStart: { } local, TimeZone: { } zone, Cron: null } => Clocks.FirstShowing(local, TimeZoneInfo.FindSystemTimeZoneById(zone)),
        var schedule => schedule.StartAt,
    };

    /// <summary>The windows of the computer's groups when the instruction was sent.</summary>
    public IReadOnlyList<MaintenanceWindow> GroupWindows(Guid execution, int attempt) => _sent[(execution, attempt)].Groups;

    public void Happened(DateTimeOffset now, DistributionTask task, Execution? before, Execution after, object @event, Instruction? instruction)
    {
        laws.Count(@event);
        switch (@event)
        {
            case ExecutionRequested or ExecutionIssued when before is not null:
                laws.Break(now, after.Id, "was requested twice.");
                break;
            case ExecutionRetried retried when retried.Attempt != before!.Attempt + 1:
                laws.Break(now, after.Id, $"went from attempt {before.Attempt} to {retried.Attempt}.");
                break;
            case ExecutionIssued:
                Sent(now, task, after with { State = ExecutionState.Requested }, instruction!);
                break;
            case ExecutionDispatched:
                Sent(now, task, before!, instruction!);
                break;
            case ExecutionSucceeded:
                (_succeeded.TryGetValue(after.Id, out var done) ? done : _succeeded[after.Id] = []).UnionWith(_instructed[after.Id].Actions.Select(ContentOf));
                break;
        }

        if (before is { State: ExecutionState.Succeeded } && after.State != ExecutionState.Succeeded && (after.Revision ?? 1) <= (before.Revision ?? 1)
            && @event is not ExecutionRetried)
            laws.Break(now, after.Id, $"had succeeded, and {@event.GetType().Name} made it {after.State}.");
    }

    private void Sent(DateTimeOffset now, DistributionTask task, Execution before, Instruction instruction)
    {
        if (before.State is not (ExecutionState.Requested or ExecutionState.Waiting or ExecutionState.Dispatched))
            laws.Break(now, before.Id, $"was sent although it is {before.State}.");
        if (_succeeded.TryGetValue(before.Id, out var done) && instruction.Actions.FirstOrDefault(action => done.Contains(ContentOf(action))) is { } again)
            laws.Break(now, before.Id, $"was sent {again.Name} again, which had succeeded.");
        if (before.DueAt > now)
            laws.Break(now, before.Id, $"was sent before its moment {before.DueAt:u}.");
        if (task.Schedule.ExpiresAt <= now)
            laws.Break(now, before.Id, $"was sent after its task had expired at {task.Schedule.ExpiresAt:u}.");
        if (!task.Stands)
            laws.Break(now, before.Id, $"was sent although its task is {task.State}.");
        if (task.Hold is { } hold)
            laws.Break(now, before.Id, $"was sent although its task is held: {hold.Reason}");
        if (task.Rollout is not null && before.Wave > (task.Waves?.Open ?? 0))
            laws.Break(now, before.Id, $"was sent before wave {before.Wave} opened.");
        _instructed[before.Id] = instruction;
        _sent[(before.Id, before.Attempt)] = (task.Schedule, world.GroupWindows().GetValueOrDefault(before.ComputerId) ?? []);
    }

    private static string ContentOf(InstructedAction action) => $"{action.Kind} {action.PackageId} {action.Command} {action.SoftwareName}";
}
