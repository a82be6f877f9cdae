using MassTransit;

namespace Distribution.IdGroupPolicy.Computers;

/// <summary>Takes the queue of a removed computer away, should the removal itself have been cut short before it could.</summary>
internal sealed class CutOffRemovedComputers(AgentBroker broker) : IConsumer<Contracts.IdGroupPolicy.V1.ComputerRemoved>
{
    public Task Consume(ConsumeContext<Contracts.IdGroupPolicy.V1.ComputerRemoved> context) =>
        broker.DeleteQueueAsync(context.Message.ComputerId, context.CancellationToken);
}
