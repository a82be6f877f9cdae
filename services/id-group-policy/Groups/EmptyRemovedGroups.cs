using Distribution.IdGroupPolicy.Policies;
using MassTransit;

namespace Distribution.IdGroupPolicy.Groups;

/// <summary>
/// Carries out the removal of an ID group: its policies end, it stands in no other group, its members leave page by page, then the
/// group is gone and its name is free. Whatever stops it, the repeated message goes on where it stopped.
/// </summary>
internal sealed class EmptyRemovedGroups(IDocumentSession session, OwnSessions sessions, TimeProvider clock) : IConsumer<Contracts.IdGroupPolicy.V1.GroupRemovalStarted>
{
    public Task Consume(ConsumeContext<Contracts.IdGroupPolicy.V1.GroupRemovalStarted> context) =>
        EmptyAsync(context.Message.GroupId, context.CancellationToken);

    /// <summary>May be interrupted and repeated at any point.</summary>
    public async Task EmptyAsync(Guid id, CancellationToken ct)
    {
        await EndPoliciesAsync(id, ct);
        await session.Decide<Nesting>(Nesting.TheOne, state => Nesting.End(state, id, clock.GetUtcNow()), ct);
        await session.EndMembershipsAsync(MembersOf.Group, id, clock, ct);

        var group = await session.Events.FetchForWriting<Group>(id, ct);
        group.AppendMany(Group.FinishRemoval(group.Aggregate, clock.GetUtcNow()));
        if (group.Aggregate is { } removed)
        {
            var name = await session.Events.FetchForWriting<GroupName>(GroupName.StreamOf(removed.Name), ct);
            name.AppendMany(GroupName.Release(name.Aggregate, id, removed.Name));
        }

        await session.SaveChangesAsync(ct);
    }

    private async Task EndPoliciesAsync(Guid groupId, CancellationToken ct)
    {
        var policies = await session.QueryAsync<Policy>(GetPolicies.OfGroup, ct, groupId.ToString("D"));
        await sessions.WriteAsync([.. policies.Select(p => (p.Id, (Func<Policy?, object[]>)(state => Policy.Remove(state, clock.GetUtcNow()))))], ct);
    }
}
