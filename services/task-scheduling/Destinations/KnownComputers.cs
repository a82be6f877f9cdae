using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Executions;
using MassTransit;

namespace Distribution.TaskScheduling.Destinations;

/// <summary>Keeps local copies of the computers, and lets their executions follow: a removed one's end, a returned one's go on.</summary>
internal sealed class KnownComputers(IDocumentSession session, ExecutionPages pages, TimeProvider clock)
    : IConsumer<ComputerEnrolled>, IConsumer<ComputerRemoved>
{
    public async Task Consume(ConsumeContext<ComputerEnrolled> context)
    {
        var computer = context.Message;
        await session.Decide<KnownComputer>(
            KnownComputer.IdFor(computer.ComputerId),
            state => KnownComputer.Learn(
                state, computer.ComputerId, computer.StreamVersion, computer.Name, computer.OperatingSystem, computer.Architecture),
            context.CancellationToken);
        // It has a queue now: what stood by for want of one is sent again.
        var now = clock.GetUtcNow();
        await pages.SweepAsync(
            ExecutionsOf.Computer(computer.ComputerId),
            e => e.State == Contracts.TaskScheduling.V1.ExecutionState.Waiting && !(e.ExpiresAt <= now) ? ExecutionDecisions.Retry(e, [e.State], now) : [],
            context.CancellationToken);
    }

    public async Task Consume(ConsumeContext<ComputerRemoved> context)
    {
        var computer = context.Message;
        // First the copy, then the executions: whoever requests one at this moment either sees the copy or is seen here.
        await session.Decide<KnownComputer>(
            KnownComputer.IdFor(computer.ComputerId),
            state => KnownComputer.Forget(state, computer.ComputerId, computer.StreamVersion),
            context.CancellationToken);
        await session.Decide<KnownSoftware>(KnownSoftware.IdFor(computer.ComputerId), KnownSoftware.Forget, context.CancellationToken);
        var now = clock.GetUtcNow();
        await pages.SweepAsync(ExecutionsOf.Computer(computer.ComputerId), e => ExecutionDecisions.Remove(e, now), context.CancellationToken);
    }
}

/// <summary>Keeps the copies as documents.</summary>
public sealed partial class KnownComputerProjection : SingleStreamProjection<KnownComputer, Guid>
{
    /// <summary>Only its own streams have one.</summary>
    public KnownComputerProjection() => FilterIncomingEventsOnStreamType(typeof(KnownComputer));

    /// <inheritdoc />
    public override KnownComputer? Evolve(KnownComputer? snapshot, Guid id, IEvent e) => KnownComputer.Evolve(snapshot, e.Data);
}
