using Distribution.ServiceDefaults;

namespace Distribution.TaskScheduling.Executions;

/// <summary>The operator limits how many computers of an ID group, or of all, transfer and run at once. Class names are storage format.</summary>
/// <param name="GroupId">Null is the whole system.</param>
public sealed record DispatchLimitSet(Guid? GroupId, int? MostTransfers, int? MostRuns, DateTimeOffset SetAt);

/// <summary>How many computers of an ID group, or of all, may transfer and run at once.</summary>
public sealed record DispatchLimit(Guid Id, Guid? GroupId, int? MostTransfers, int? MostRuns)
{
    /// <summary>The one limit of a group, or of the whole system.</summary>
    public static Guid IdFor(Guid? groupId) => DeterministicId.Of("dispatch-limit", groupId?.ToString("D") ?? Places.System);

    /// <summary>The next state. Pure.</summary>
    public static DispatchLimit? Evolve(DispatchLimit? state, object @event) => @event switch
    {
        DispatchLimitSet e => new(IdFor(e.GroupId), e.GroupId, e.MostTransfers, e.MostRuns),
        _ => state,
    };

    /// <summary>Sets it; what is so already decides nothing.</summary>
    public static object[] Set(DispatchLimit? state, Guid? groupId, int? mostTransfers, int? mostRuns, DateTimeOffset now) =>
        (state?.MostTransfers, state?.MostRuns) == (mostTransfers, mostRuns) ? [] : [new DispatchLimitSet(groupId, mostTransfers, mostRuns, now)];
}

/// <summary>Keeps the limits as documents.</summary>
public sealed partial class DispatchLimitProjection : SingleStreamProjection<DispatchLimit, Guid>
{
    /// <summary>Only its own streams have one.</summary>
    public DispatchLimitProjection() => FilterIncomingEventsOnStreamType(typeof(DispatchLimit));

    /// <inheritdoc />
    public override DispatchLimit? Evolve(DispatchLimit? snapshot, Guid id, IEvent e) => DispatchLimit.Evolve(snapshot, e.Data);
}
