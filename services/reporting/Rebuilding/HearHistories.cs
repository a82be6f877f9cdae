using Distribution.Reporting.Tables;
using Distribution.Reporting.TaskReports;
using Distribution.ServiceDefaults;
using Npgsql;

namespace Distribution.Reporting.Rebuilding;

/// <summary>While the tables are built anew: takes what the services tell once more, and writes it into the new set.</summary>
internal sealed class HearHistories(NpgsqlDataSource database, BrokerAddress address, TimeProvider clock, ILogger<HearHistories> logger) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    // A service that is down for an hour would be told of by other means.
    private static readonly TimeSpan _longestSilence = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await OpenAsync(stoppingToken) is { } rebuild)
                    await HearAsync(rebuild, stoppingToken);
            }
            catch (NpgsqlException fault)
            {
                logger.LogWarning("Whether the tables are being built anew could not be read: {Reason}", fault.Message);
            }

            await Task.Delay(_pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Guid?> OpenAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var (open, now) = (await Rebuilds.OpenAsync(connection), clock.GetUtcNow());
        if (open is null || !await Rebuilds.GiveUpSilentAsync(connection, now - _longestSilence, now))
            return open;
        logger.LogWarning("The building anew of the read tables ({Rebuild}) was given up: not every service has told its history.", open);
        return null;
    }

    private async Task HearAsync(Guid rebuild, CancellationToken ct)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var queue = Rebuilds.QueueOf(rebuild);
        var hearing = new DeliveredBatches(address, queue, "reporting-history", logger).RunAsync(
            (channel, token) => HistoryQueue.DeclareAsync(channel, queue, token),
            async (batch, token) =>
            {
                await RecordAsync(rebuild, batch, token);
                return [];
            },
            end.Token);
        // Another replica may be the one that hears the end of it.
        while (!hearing.IsCompleted && await OpenAsync(ct) == rebuild)
            await Task.Delay(_pause, clock, ct);
        await end.CancelAsync();
        await hearing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await HistoryQueue.RemoveAsync(address, queue, ct);
    }

    private async Task RecordAsync(Guid rebuild, IReadOnlyList<Delivered> batch, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using (var transaction = await connection.BeginTransactionAsync(ct))
        {
            if (!await TableSets.HoldAsync(transaction) || await Rebuilds.OpenAsync(connection) != rebuild)
                return;
            await Causes.HoldAsync(transaction);                // before it holds any row
            await TableSets.WriteToShadowAsync(transaction);
            foreach (var alike in batch.Where(m => !HistoryQueue.IsEnd(m)).GroupBy(m => m.Properties.Type ?? ""))
                await Writers.WriteAsync(transaction, alike.Key, [.. alike.Select(m => (Guid.Parse(m.Properties.MessageId!), m.Body))]);
            await Rebuilds.HeardAsync(transaction, rebuild, clock.GetUtcNow());
            await transaction.CommitAsync(ct);
        }

        // One consumer at a time, and each service's end behind all that it told: what an end closes is committed.
        foreach (var end in batch.Where(HistoryQueue.IsEnd))
        {
            if (await Rebuilds.ToldAsync(connection, rebuild, end.Properties.AppId ?? "", clock.GetUtcNow()))
                logger.LogInformation("The read tables were built anew ({Rebuild}).", rebuild);
        }
    }
}
