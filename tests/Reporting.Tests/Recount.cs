using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Reporting.Tests;

/// <summary>What the tables must hold, worked out from the messages alone: each once, in the order of the streams' versions.</summary>
internal sealed class Recount(IEnumerable<Sent> said)
{
    private readonly List<object> _messages = [.. said.DistinctBy(sent => sent.Id).Select(sent => sent.Message)];

    /// <summary>Task, computer, version, attempt, state, progress, reason, first request.</summary>
    public IEnumerable<(Guid, Guid, long, int, string, int, string?, DateTime?)> Executions() =>
        from e in _messages.SelectMany(Steps)
        group e by (e.Task, e.Computer) into steps
        let last = steps.MaxBy(step => step.Version)
        let first = steps.Where(step => step.State == ExecutionState.Requested).Min(step => (DateTimeOffset?)step.At)
        orderby steps.Key.Task.ToString(), steps.Key.Computer.ToString()
        select (steps.Key.Task, steps.Key.Computer, last.Version, last.Attempt, last.State.ToString(), last.Progress, last.Reason, first?.UtcDateTime);

    public IEnumerable<(Guid, string, long)> Counts() =>
        from e in Executions()
        group e by (e.Item1, e.Item5) into counted
        orderby counted.Key.Item1.ToString(), counted.Key.Item2
        select (counted.Key.Item1, counted.Key.Item2, counted.LongCount());

    /// <summary>Task, computer, error and exit code of those that failed: of the first bad action of the last attempt.</summary>
    public IEnumerable<(Guid, Guid, string?, int?)> Causes() =>
        from e in Executions()
        where e.Item5 == nameof(ExecutionState.Failed)
        let cause = _messages.OfType<ActionCompleted>().Where(a => (a.TaskId, a.ComputerId, a.Attempt) == (e.Item1, e.Item2, e.Item4) && a.Outcome == ActionOutcome.Failed).MinBy(a => a.Action)
        select (e.Item1, e.Item2, cause?.Error?.ToString(), cause?.ExitCode);

    /// <summary>Group and computer of those who are members.</summary>
    public IEnumerable<(Guid, Guid)> Members() =>
        from told in _messages.OfType<ComputerJoinedGroup>().Select(m => (m.GroupId, m.ComputerId, m.StreamVersion, Present: true))
            .Concat(_messages.OfType<ComputerLeftGroup>().Select(m => (m.GroupId, m.ComputerId, m.StreamVersion, Present: false)))
        group told by (told.GroupId, told.ComputerId) into pair
        where pair.MaxBy(told => told.StreamVersion).Present
        orderby pair.Key.GroupId.ToString(), pair.Key.ComputerId.ToString()
        select (pair.Key.GroupId, pair.Key.ComputerId);

    private static IEnumerable<(Guid Task, Guid Computer, long Version, int Attempt, ExecutionState State, int Progress, string? Reason, DateTimeOffset At)> Steps(object message) => message switch
    {
        ExecutionRequested m => [(m.TaskId, m.ComputerId, m.StreamVersion, m.Attempt, ExecutionState.Requested, 0, null, m.At)],
        ExecutionProgressed m => [(m.TaskId, m.ComputerId, m.StreamVersion, m.Attempt, m.State, m.Progress, null, m.At)],
        ExecutionsProgressed m => m.Executions.Select(e => (m.TaskId, e.ComputerId, e.StreamVersion, e.Attempt, e.State, e.Progress, e.Reason, e.At)),
        ExecutionEnded m => [(m.TaskId, m.ComputerId, m.StreamVersion, m.Attempt, m.State, 100, m.Reason, m.At)],
        _ => [],
    };
}
