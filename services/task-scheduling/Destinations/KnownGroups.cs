using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.ServiceDefaults;
using MassTransit;

namespace Distribution.TaskScheduling.Destinations;

/// <summary>The groups room told us of an ID group; AsOf is the version of its stream that said so.</summary>
public sealed record GroupBecameKnown(Guid GroupId, long AsOf, string Name);

/// <summary>The groups room told us that the ID group is gone.</summary>
public sealed record GroupForgotten(Guid GroupId, long AsOf);

/// <summary>Local copy of an ID group. Messages come in any order and more than once: what is not newer than AsOf decides nothing.</summary>
public sealed record KnownGroup(Guid Id, Guid GroupId, long AsOf, bool Removed, string Name)
{
    /// <summary>The stream of a group's copy; the group's own id stays free for other streams.</summary>
    public static Guid IdFor(Guid groupId) => DeterministicId.Of("known-group", groupId.ToString("D"));

    /// <summary>The ID group that a saved search becomes; the groups room derives it alike.</summary>
    public static Guid OfSearch(Guid searchId) => DeterministicId.Of("group of a search", searchId.ToString("D"));

    /// <summary>The next state. Pure.</summary>
    public static KnownGroup? Evolve(KnownGroup? state, object @event) => @event switch
    {
        GroupBecameKnown e => new(IdFor(e.GroupId), e.GroupId, e.AsOf, false, e.Name),
        GroupForgotten e => new(IdFor(e.GroupId), e.GroupId, e.AsOf, true, state?.Name ?? ""),
        _ => state,
    };

    /// <summary>Takes what is newer.</summary>
    public static object[] Learn(KnownGroup? state, Guid groupId, long asOf, string name) =>
        state?.AsOf >= asOf ? [] : [new GroupBecameKnown(groupId, asOf, name)];

    /// <summary>Remembers the removal, so that an older message does not bring the group back.</summary>
    public static object[] Forget(KnownGroup? state, Guid groupId, long asOf) =>
        state?.AsOf >= asOf ? [] : [new GroupForgotten(groupId, asOf)];
}

/// <summary>Keeps local copies of the ID groups, from what the groups room says.</summary>
internal sealed class KnownGroups(IDocumentSession session) : IConsumer<GroupCreated>, IConsumer<GroupRenamed>, IConsumer<GroupRemoved>
{
    public Task Consume(ConsumeContext<GroupCreated> context) =>
        Learn(context.Message.GroupId, context.Message.StreamVersion, context.Message.Name, context.CancellationToken);

    public Task Consume(ConsumeContext<GroupRenamed> context) =>
        Learn(context.Message.GroupId, context.Message.StreamVersion, context.Message.Name, context.CancellationToken);

    public Task Consume(ConsumeContext<GroupRemoved> context) => session.Decide<KnownGroup>(
        KnownGroup.IdFor(context.Message.GroupId),
        state => KnownGroup.Forget(state, context.Message.GroupId, context.Message.StreamVersion),
        context.CancellationToken);

    private Task Learn(Guid groupId, long asOf, string name, CancellationToken ct) => session.Decide<KnownGroup>(
        KnownGroup.IdFor(groupId), state => KnownGroup.Learn(state, groupId, asOf, name), ct);
}

/// <summary>Keeps the copies as documents.</summary>
public sealed partial class KnownGroupProjection : SingleStreamProjection<KnownGroup, Guid>
{
    /// <summary>Only its own streams have one.</summary>
    public KnownGroupProjection() => FilterIncomingEventsOnStreamType(typeof(KnownGroup));

    /// <inheritdoc />
    public override KnownGroup? Evolve(KnownGroup? snapshot, Guid id, IEvent e) => KnownGroup.Evolve(snapshot, e.Data);
}
