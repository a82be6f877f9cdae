using Microsoft.Extensions.Logging;
using Npgsql;

namespace Distribution.EventStore;

/// <summary>One reader of the log with its own progress: a projection or a subscription.</summary>
internal abstract class Shard(DocumentStore store, string name)
{
    // Idle shards look whether somebody (a rebuild asked for on another node) moved their progress.
    private static readonly TimeSpan IdleLook = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private TaskCompletionSource _restart = New();
    private ShardStatus _status = new(name, ShardState.Waiting, 0, 0, 0, null);

    public string Name => name;

    protected DocumentStore Store => store;

    protected string Row { get; } = Progress.RowOf(name);

    public ShardStatus Status(long mark) => Volatile.Read(ref _status) with { HighWater = Math.Max(mark, Volatile.Read(ref _status).Position) };

    /// <summary>Does one page and moves the progress; both or neither where the work is in this database.</summary>
    protected abstract Task ApplyAsync(LogPage page, CancellationToken ct);

    /// <summary>Lets go of what is remembered of earlier pages.</summary>
    protected abstract void Forget();

    /// <summary>The wait before the attempt after so many failures; null when there is none.</summary>
    protected abstract TimeSpan? RetryAfter(int failures);

    /// <summary>Wakes a stopped shard, and makes any other read its progress again.</summary>
    public void Restart()
    {
        lock (_gate)
            _restart.TrySetResult();
    }

    public async Task RunAsync(LogFollower log, LogPages pages, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                try
                {
                    Forget();
                    await FollowAsync(log, pages, ct);
                }
                catch (ProgressMovedException)
                {
                    store.Options.Logger.LogInformation("The progress of {Shard} was moved by another; it goes on from there.", name);
                }
                catch (Exception e) when (!ct.IsCancellationRequested)
                {
                    await FailAsync(e, ct);
                }
            }
        }
        finally
        {
            _status = _status with { State = ShardState.Waiting };
        }
    }

    private async Task FollowAsync(LogFollower log, LogPages pages, CancellationToken ct)
    {
        Rearm();
        var position = await Progress.BeginAsync(store, Row, ct);
        if (_status.FailedAttempts == 0)
            Done(position);
        while (true)
        {
            await log.WaitBeyondAsync(position, IdleLook, ct);
            var mark = log.Mark;
            if (mark <= position || _restart.Task.IsCompleted)
            {
                if (_restart.Task.IsCompleted || await Progress.ReadAsync(store, Row, ct) != position)
                    return;
                continue;
            }

            var page = await pages.ReadAsync(position, mark);
            // The next page is read while this one is worked on; a failure to read it shows when it is asked for.
            if (log.Mark > page.Ceiling)
                _ = pages.ReadAsync(page.Ceiling, log.Mark).ContinueWith(static t => t.Exception, TaskContinuationOptions.OnlyOnFaulted);
            await ApplyAsync(page, ct);
            Done(position = page.Ceiling);
        }
    }

    private async Task FailAsync(Exception e, CancellationToken ct)
    {
        // The database being away says nothing about the shard: it is waited for, however long.
        var isDatabaseAway = e is NpgsqlException { IsTransient: true } or TimeoutException;
        var failures = isDatabaseAway ? Math.Max(1, _status.FailedAttempts) : _status.FailedAttempts + 1;
        var wait = isDatabaseAway ? store.Options.Daemon.LeadershipInterval : RetryAfter(failures);
        _status = _status with { FailedAttempts = failures, LastError = e.Message, State = wait is null ? ShardState.Stopped : ShardState.Retrying };
        if (wait is { } delay)
        {
            store.Options.Logger.LogWarning(e, "{Shard} failed (attempt {Attempt}) and will be tried again.", name, failures);
            await Task.WhenAny(Task.Delay(delay, store.Options.TimeProvider, ct), _restart.Task);
        }
        else
        {
            store.Options.Logger.LogCritical(e, "{Shard} failed {Attempts} times and is stopped; the others go on.", name, failures);
            await _restart.Task.WaitAsync(ct);
            _status = _status with { FailedAttempts = 0 };
        }

        ct.ThrowIfCancellationRequested();
    }

    private void Done(long position) => _status = new ShardStatus(name, ShardState.Running, position, 0, 0, null);

    private void Rearm()
    {
        lock (_gate)
        {
            if (_restart.Task.IsCompleted)
                _restart = New();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
