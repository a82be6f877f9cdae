using MassTransit;

namespace Distribution.IdGroupPolicy.Groups;

/// <summary>A removed computer leaves every ID group.</summary>
internal sealed class EndMembershipsOfRemovedComputers(IDocumentSession session, TimeProvider clock)
    : IConsumer<Contracts.IdGroupPolicy.V1.ComputerRemoved>
{
    public Task Consume(ConsumeContext<Contracts.IdGroupPolicy.V1.ComputerRemoved> context) =>
        session.EndMembershipsAsync(MembersOf.Computer, context.Message.ComputerId, clock, context.CancellationToken);
}
