using Npgsql;

namespace Distribution.EventStore;

/// <summary>Feeds a subscription: the page first, its progress after, so at least once.</summary>
internal sealed class SubscriptionShard(DocumentStore store, ISubscription subscription) : Shard(store, subscription.Name)
{
    protected override async Task ApplyAsync(LogPage page, CancellationToken ct)
    {
        if (page.Events.Count > 0)
            await subscription.ProcessAsync(page.Events, ct);
        await using var batch = new NpgsqlBatch();
        batch.BatchCommands.Add(Progress.Move(Store, Row, page.From, page.Ceiling));
        await Progress.WriteAsync(Store, batch, ct);
    }

    protected override void Forget()
    {
    }

    // What a subscription feeds must not be lost, so it is never given up; health shows that it is failing.
    protected override TimeSpan? RetryAfter(int failures)
    {
        var wait = TimeSpan.FromMilliseconds(100 << Math.Min(failures - 1, 16));
        return wait < Store.Options.Daemon.LongestRetryDelay ? wait : Store.Options.Daemon.LongestRetryDelay;
    }
}
