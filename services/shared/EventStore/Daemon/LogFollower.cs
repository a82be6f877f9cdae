using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Distribution.EventStore;

/// <summary>Follows the high-water mark: at once when this process saved, else by looking again and again.</summary>
internal sealed class LogFollower(DocumentStore store) : IDisposable
{
    // Under load a look finds many events; looking more often than this would only cost.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan BetweenRecords = TimeSpan.FromMilliseconds(500);
    private readonly HighWater _highWater = new(store);
    private readonly SemaphoreSlim _saved = new(0, 1);
    private readonly Lock _gate = new();
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _mark;
    private long _recorded;

    public long Mark => Volatile.Read(ref _mark);

    public async Task RunAsync(CancellationToken ct)
    {
        store.Commits.Written += Wake;
        try
        {
            await FollowAsync(ct);
        }
        finally
        {
            store.Commits.Written -= Wake;
        }
    }

    public void Dispose() => _saved.Dispose();

    /// <summary>Returns when the mark is beyond a position, or after the time.</summary>
    public async Task WaitBeyondAsync(long position, TimeSpan atMost, CancellationToken ct)
    {
        Task moved;
        lock (_gate)
        {
            if (_mark > position)
                return;
            moved = _moved.Task;
        }

        await Task.WhenAny(moved, Task.Delay(atMost, ct));
        ct.ThrowIfCancellationRequested();
    }

    private async Task FollowAsync(CancellationToken ct)
    {
        var wait = ShortestWait;
        var sinceRecord = Stopwatch.StartNew();
        var begun = false;
        while (true)
        {
            try
            {
                if (!begun)
                {
                    _highWater.BeginAt(_recorded = await Progress.ReadAsync(store, HighWater.Name, ct));
                    Publish();
                    begun = true;
                }

                var moved = await _highWater.LookAsync(ct);
                if (moved)
                    Publish();
                if (_highWater.Current > _recorded && (sinceRecord.Elapsed > BetweenRecords || !moved))
                {
                    await Progress.SetAsync(store, HighWater.Name, _recorded = _highWater.Current, ct);
                    sinceRecord.Restart();
                }

                wait = moved ? ShortestWait : Longer(wait);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                store.Options.Logger.LogWarning(e, "The daemon cannot read the log; it will try again.");
                begun = false;
                wait = store.Options.Daemon.PollingTime;
            }

            // A gap that is waited for ends by a commit elsewhere, which wakes nobody here.
            await Task.Delay(ShortestWait, ct);
            if (wait > ShortestWait)
                await _saved.WaitAsync(_highWater.IsHeld && wait > ShortestWait * 4 ? ShortestWait * 4 : wait, ct);
        }
    }

    private TimeSpan Longer(TimeSpan wait) => wait * 2 < store.Options.Daemon.PollingTime ? wait * 2 : store.Options.Daemon.PollingTime;

    private void Publish()
    {
        TaskCompletionSource moved;
        lock (_gate)
        {
            _mark = _highWater.Current;
            moved = _moved;
            _moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        moved.SetResult();
    }

    private void Wake()
    {
        try
        {
            if (_saved.CurrentCount == 0)
                _saved.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // Two saves woke it at once, or the last save came as it ended: nothing is missed.
        }
    }
}
