using Distribution.Packages.Content;

namespace Distribution.Packages.Upkeep;

/// <summary>Does the upkeep, each kind on one replica at a time. Whatever fails is tried again at the next turn.</summary>
internal sealed partial class UpkeepTurns(
    SharedLocks locks, SweepUploads uploads, RemoveUnusedContent unused, CheckContent check, ContentSettings settings, TimeProvider clock, ILogger<UpkeepTurns> logger)
    : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        TakeTurnsAsync("content-sweep", SweepAsync, stoppingToken),
        TakeTurnsAsync("content-check", check.CheckAsync, stoppingToken));

    private async Task SweepAsync(CancellationToken ct)
    {
        var (swept, removed) = (await uploads.SweepAsync(ct), await unused.RemoveAsync(ct));
        if (swept + removed > 0)
            LogSwept(swept, removed);
    }

    private async Task TakeTurnsAsync(string name, Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        await Task.Yield();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var alone = await locks.TryTakeAsync(name, stopping);
                if (alone is not null)
                {
                    using var both = CancellationTokenSource.CreateLinkedTokenSource(stopping, alone.Lost);
                    await work(both.Token);
                }
            }
            catch (OperationCanceledException)
            {
                // The end, or another replica's turn.
            }
            // The next turn may find the database or the disk well again.
#pragma warning disable CA1031
            catch (Exception fault)
#pragma warning restore CA1031
            {
                LogFailed(fault, name);
            }

            await Task.Delay(settings.SweepInterval, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Uploads} abandoned uploads and {Contents} unused contents were removed.")]
    private partial void LogSwept(int uploads, int contents);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The upkeep '{Name}' failed.")]
    private partial void LogFailed(Exception fault, string name);
}
