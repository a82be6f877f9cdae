using MassTransit;

namespace Distribution.IdGroupPolicy.Inventory;

/// <summary>What a removed computer consisted of is found no more.</summary>
internal sealed class ForgetInventories(IDocumentSession session, TimeProvider clock) : IConsumer<Contracts.IdGroupPolicy.V1.ComputerRemoved>
{
    public async Task Consume(ConsumeContext<Contracts.IdGroupPolicy.V1.ComputerRemoved> context)
    {
        var (id, ct) = (context.Message.ComputerId, context.CancellationToken);
        var inventory = await session.Events.FetchForWriting<KnownInventory>(KnownInventory.StreamOf(id), ct);
        inventory.AppendMany(KnownInventory.Forget(inventory.Aggregate, clock.GetUtcNow()));
        session.Delete<SoftwareKeys>(id);
        await session.SaveChangesAsync(ct);
    }
}
