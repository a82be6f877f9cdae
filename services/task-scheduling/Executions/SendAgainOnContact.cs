using Distribution.Contracts.IdGroupPolicy.V1;
using MassTransit;

namespace Distribution.TaskScheduling.Executions;

/// <summary>
/// When computers make contact, sends what stood by for want of a queue, and what was in a queue that was lost. The contact is
/// remembered first: an instruction that is returned only now finds it there (<see cref="UndeliveredExecutions"/>).
/// </summary>
internal sealed class SendAgainOnContact(IDocumentSession session, UndeliveredExecutions undelivered, TimeProvider clock)
    : IConsumer<Batch<ComputerMadeContact>>
{
    public async Task Consume(ConsumeContext<Batch<ComputerMadeContact>> context)
    {
        var contacts = context.Message.Select(m => m.Message).ToLookup(contact => contact.ComputerId, contact => contact.QueueWasGone);
        var now = clock.GetUtcNow();
        session.Store(contacts.Select(computer => new LastContact(computer.Key, now)).ToArray());
        await session.SaveChangesAsync(context.CancellationToken);

        var lost = contacts.Where(computer => computer.Contains(true)).Select(computer => computer.Key).ToArray();
        await undelivered.SendAsync(contacts.Select(computer => computer.Key).Except(lost).ToArray(), queueWasGone: false, context.CancellationToken);
        await undelivered.SendAsync(lost, queueWasGone: true, context.CancellationToken);
    }
}

/// <summary>When this service heard last that a computer is connected and has its queue.</summary>
/// <param name="Id">The computer's.</param>
public sealed record LastContact(Guid Id, DateTimeOffset At);
