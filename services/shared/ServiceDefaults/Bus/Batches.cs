using MassTransit;

namespace Distribution.ServiceDefaults;

/// <summary>Consumers that take many messages at once, for the sake of one database transaction for all of them.</summary>
public static class Batches
{
    private const int Most = 500;

    /// <summary>Registers a consumer of batches: up to 500 messages of one type, or what came within 50 ms of the first.</summary>
    public static void AddBatchConsumer<T>(this IBusRegistrationConfigurator bus)
        where T : class, IConsumer =>
        bus.AddConsumer<T>(consumer => consumer.Options<BatchOptions>(batch => batch
            .SetMessageLimit(Most)
            .SetTimeLimit(TimeSpan.FromMilliseconds(50))
            .SetTimeLimitStart(BatchTimeLimitStart.FromFirst)
            // One at a time: what several write at once would wait for each other's rows.
            .SetConcurrencyLimit(1)
            .SetConfigurationCallback((_, endpoint) => endpoint.PrefetchCount = 2 * Most)));

    /// <summary>The messages of a batch, each with its event's id.</summary>
    public static IReadOnlyList<Told<T>> Told<T>(this ConsumeContext<Batch<T>> context)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        return [.. context.Message.Select(message => new Told<T>(message.EventId(), message.Message))];
    }

    /// <summary>The message's id, which is its event's: it makes a repeat recognisable, so a message without one is a fault.</summary>
    public static Guid EventId(this MessageContext message) =>
        message.MessageId ?? throw new InvalidOperationException("The message has no id; its publisher sets the event's.");
}

/// <summary>One message and the id of the event that it tells of.</summary>
public sealed record Told<T>(Guid Id, T Message);
