using Distribution.IdGroupPolicy.Computers;
using MassTransit;

namespace Distribution.IdGroupPolicy.Groups;

/// <summary>
/// A membership, its group and its computer are three streams: a computer can join in the very moment in which the group or
/// the computer goes. Looking once more after the fact closes that gap without making every joining contend for the group.
/// </summary>
internal sealed class EndStrayMemberships(IDocumentSession session, TimeProvider clock)
    : IConsumer<Contracts.IdGroupPolicy.V1.ComputerJoinedGroup>
{
    public async Task Consume(ConsumeContext<Contracts.IdGroupPolicy.V1.ComputerJoinedGroup> context)
    {
        var (joined, ct) = (context.Message, context.CancellationToken);
        var group = await session.LoadAsync<Group>(joined.GroupId, ct);
        var computer = await session.LoadAsync<Computer>(joined.ComputerId, ct);
        if (group is { RemovalStartedAt: null } && computer is { RemovedAt: null })
            return;

        await session.Decide<Membership>(
            Membership.StreamOf(joined.GroupId, joined.ComputerId), state => Membership.Leave(state, clock.GetUtcNow()), ct);
    }
}
