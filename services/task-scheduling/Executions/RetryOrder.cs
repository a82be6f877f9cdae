using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;

namespace Distribution.TaskScheduling.Executions;

/// <summary>The operator wants a task's executions in these states carried out again. Class names are storage format.</summary>
public sealed record RetryOrdered(Guid TaskId, IReadOnlyList<ExecutionState> Keys, DateTimeOffset At);

/// <summary>The order has been passed to every execution that it was about.</summary>
/// <param name="OrderedAt">Which order; a later one stays open.</param>
public sealed record RetryOrderCarriedOut(Guid TaskId, DateTimeOffset OrderedAt, int Retried, DateTimeOffset At);

/// <summary>What is left to do of the last order to carry a task out again; 100,000 executions are no matter of one request.</summary>
/// <param name="IsOpen">Whether executions may still have to be told (an index knows these).</param>
public sealed record RetryOrder(Guid Id, Guid TaskId, IReadOnlyList<ExecutionState> Keys, DateTimeOffset OrderedAt, bool IsOpen)
{
    /// <summary>The one stream of orders of a task.</summary>
    public static Guid IdFor(Guid taskId) => DeterministicId.Of("retry-order", taskId.ToString("D"));

    /// <summary>The next state. Pure.</summary>
    public static RetryOrder? Evolve(RetryOrder? state, object @event) => @event switch
    {
        RetryOrdered e => new(IdFor(e.TaskId), e.TaskId, e.Keys, e.At, true),
        RetryOrderCarriedOut e => state! with { IsOpen = state.IsOpen && state.OrderedAt != e.OrderedAt },
        _ => state,
    };

    /// <summary>Takes an order; one that is still open is widened by the new one's keys.</summary>
    public static object[] Order(RetryOrder? state, Guid taskId, IReadOnlyList<ExecutionState> keys, DateTimeOffset now)
    {
        ExecutionState[] wanted = [.. (state is { IsOpen: true } ? state.Keys : []).Union(keys)];
        return state is { IsOpen: true } && wanted.Length == state.Keys.Count ? [] : [new RetryOrdered(taskId, wanted, now)];
    }

    /// <summary>Notes that an order is carried out.</summary>
    public static object[] CarryOut(RetryOrder? state, DateTimeOffset orderedAt, int retried, DateTimeOffset now) =>
        state is { IsOpen: true } && state.OrderedAt == orderedAt ? [new RetryOrderCarriedOut(state.TaskId, orderedAt, retried, now)] : [];
}

/// <summary>Keeps the orders as documents.</summary>
public sealed partial class RetryOrderProjection : SingleStreamProjection<RetryOrder, Guid>
{
    /// <summary>Only its own streams have one.</summary>
    public RetryOrderProjection() => FilterIncomingEventsOnStreamType(typeof(RetryOrder));

    /// <inheritdoc />
    public override RetryOrder? Evolve(RetryOrder? snapshot, Guid id, IEvent e) => RetryOrder.Evolve(snapshot, e.Data);
}
