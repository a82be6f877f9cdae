using System.Collections.Concurrent;
using Distribution.EventStore;
using MassTransit;
using V1 = Distribution.Contracts.Sample.V1;

namespace Distribution.ServiceDefaults.Tests.Sample;

/// <summary>What consumers saw, and what they are told to do wrong.</summary>
public sealed class Heard
{
    public ConcurrentQueue<(Guid LampId, Guid? Id, int Times)> Messages { get; } = new();

    public ConcurrentQueue<int> Batches { get; } = new();

    /// <summary>Attempts on lamps that are broken.</summary>
    public ConcurrentDictionary<Guid, int> Attempts { get; } = new();

    /// <summary>How often the consumer of a lamp fails before it succeeds.</summary>
    public ConcurrentDictionary<Guid, int> Failures { get; } = new();
}

/// <summary>Remembers each message as an event of its own: the way from message to event.</summary>
public sealed class HearEchoes(IDocumentSession session, Heard heard) : IConsumer<V1.LampSwitched>
{
    public async Task Consume(ConsumeContext<V1.LampSwitched> context)
    {
        var lamp = context.Message.LampId;
        var echo = DeterministicId.Of("echo", context.MessageId.ToString()!);
        var attempt = heard.Attempts.AddOrUpdate(lamp, 1, (_, n) => n + 1);
        var stream = await session.Events.FetchForWriting<Echo>(echo, context.CancellationToken);
        if (stream.Aggregate is null)
            stream.AppendOne(new EchoHeard(echo, lamp));
        if (heard.Failures.TryGetValue(lamp, out var failures) && attempt <= failures)
            throw new InvalidOperationException("This lamp is broken.");
        await session.SaveChangesAsync(context.CancellationToken);
        heard.Messages.Enqueue((lamp, context.MessageId, context.Message.Times));
    }
}

/// <summary>Takes many messages at once.</summary>
public sealed class CountInBatches(Heard heard) : IConsumer<Batch<V1.LampSwitched>>
{
    public Task Consume(ConsumeContext<Batch<V1.LampSwitched>> context)
    {
        heard.Batches.Enqueue(context.Message.Length);
        return Task.CompletedTask;
    }
}
