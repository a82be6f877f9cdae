using Distribution.Contracts.IdGroupPolicy.V1;
using MassTransit;

namespace Distribution.TaskScheduling.Destinations;

/// <summary>Keeps what previews and local starts need of the computers' inventories: their software and their time zones.</summary>
internal sealed class LearnInventories(IDocumentSession session) : IConsumer<Batch<ComputerInventoryChanged>>
{
    public async Task Consume(ConsumeContext<Batch<ComputerInventoryChanged>> context)
    {
        var said = context.Message.Select(m => m.Message).ToLookup(inventory => inventory.ComputerId);
        var batch = session.CreateBatchQuery();
        var streams = said.Select(computer => (
            Said: computer.OrderBy(inventory => inventory.StreamVersion),
            Computer: batch.Events.FetchForWriting<KnownComputer>(KnownComputer.IdFor(computer.Key)),
            Software: batch.Events.FetchForWriting<KnownSoftware>(KnownSoftware.IdFor(computer.Key)))).ToList();
        await batch.Execute(context.CancellationToken);
        foreach (var one in streams)
        {
            var (computer, software) = (await one.Computer, await one.Software);
            var (knownComputer, knownSoftware) = (computer.Aggregate, software.Aggregate);
            foreach (var inventory in one.Said)
            {
                var zone = KnownComputer.LearnZone(knownComputer, inventory.ComputerId, inventory.StreamVersion, inventory.TimeZone);
                knownComputer = zone.Aggregate(knownComputer, KnownComputer.Evolve);
                computer.AppendMany(zone);
                var installed = KnownSoftware.Learn(knownSoftware, inventory);
                knownSoftware = installed.Aggregate(knownSoftware, KnownSoftware.Evolve);
                software.AppendMany(installed);
            }
        }

        await session.SaveChangesAsync(context.CancellationToken);
    }
}
