using Microsoft.Extensions.Logging;
using Npgsql;

namespace Distribution.EventStore;

/// <summary>
/// Runs async projections and subscriptions behind the log. In mode HotCold, of all nodes on one database and schema one runs them;
/// when it dies, another takes over within about a second.
/// </summary>
public sealed class ProjectionDaemon : IAsyncDisposable
{
    private readonly DocumentStore _store;
    private readonly DaemonMode _mode;
    private readonly IReadOnlyList<Shard> _shards;
    private readonly CancellationTokenSource _stopping = new();
    private LogFollower? _log;
    private Task? _run;

    public ProjectionDaemon(DocumentStore store, DaemonMode mode = DaemonMode.HotCold)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        _mode = mode;
        _shards = [
            .. store.Folds.Async.Select(fold => new ProjectionShard(store, fold)),
            .. store.Options.Subscriptions.Select(subscription => new SubscriptionShard(store, subscription))];
        if (_shards.GroupBy(s => s.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidOperationException($"Two shards are named {twice.Key}; they would share one progress.");
    }

    /// <summary>Whether the projections run on this node.</summary>
    public bool IsLeader => _log is not null;

    /// <summary>The last event that may be read, as this node knows it; 0 while another leads.</summary>
    public long HighWaterMark => _log?.Mark ?? 0;

    /// <summary>How each projection and subscription is doing on this node.</summary>
    public IReadOnlyList<ShardStatus> Shards => [.. _shards.Select(shard => shard.Status(HighWaterMark))];

    /// <summary>Begins; returns at once, without waiting for leadership or for the database.</summary>
    public Task StartAsync(CancellationToken ct = default)
    {
        if (_mode != DaemonMode.Disabled)
            _run ??= Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Ends after the pages under way, and gives leadership away at once.</summary>
    public async Task StopAsync(CancellationToken ct = default)
    {
        await _stopping.CancelAsync();
        if (_run is { } run)
            await run.WaitAsync(ct);
    }

    /// <summary>Lets a stopped projection try again.</summary>
    public void Restart(string name) => Find(name).Restart();

    /// <summary>
    /// Empties a projection's documents and applies the whole log again; the others go on meanwhile.
    /// May be asked of any node; completes when the leader has come to where the log was when it was asked.
    /// </summary>
    public async Task RebuildAsync(string name, CancellationToken ct = default)
    {
        if (Find(name) is not ProjectionShard shard)
            throw new ArgumentException($"{name} is a subscription; what it told the world cannot be taken back.", nameof(name));
        await _store.EnsureSchemaAsync(ct);
        var goal = Math.Max(HighWaterMark, await Progress.ReadAsync(_store, HighWater.Name, ct));
        await using (var batch = _store.Statements.CreateBatch())
        {
            // The progress first: a page of the old round that is being written is waited for, or undoes itself.
            batch.BatchCommands.Add(new NpgsqlBatchCommand(_store.Sql.SetProgress)
            {
                Parameters = { new NpgsqlParameter<string> { TypedValue = Progress.RowOf(name) }, new NpgsqlParameter<long> { TypedValue = 0 } },
            });
            batch.BatchCommands.Add(new NpgsqlBatchCommand(shard.Document.Truncate));
            await batch.ExecuteNonQueryAsync(ct);
        }

        shard.Restart();
        while (await Progress.ReadAsync(_store, Progress.RowOf(name), ct) < goal)
        {
            if (shard.Status(0) is { State: ShardState.Stopped } stopped)
                throw new InvalidOperationException($"The rebuild of {name} stopped: {stopped.LastError}");
            await Task.Delay(20, ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    private Shard Find(string name) =>
        _shards.FirstOrDefault(shard => shard.Name == name) ?? throw new ArgumentException($"There is no async projection or subscription {name}.", nameof(name));

    private async Task RunAsync()
    {
        var stop = _stopping.Token;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await _store.EnsureSchemaAsync(stop);
                await LeadAsync(stop);
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                if (e is not OperationCanceledException)
                    _store.Options.Logger.LogError(e, "The daemon failed and begins again.");
                await Task.WhenAny(Task.Delay(_store.Options.Daemon.LeadershipInterval, stop));
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    private async Task LeadAsync(CancellationToken stop)
    {
        await using var leadership = _mode == DaemonMode.HotCold ? await Leadership.AcquireAsync(_store, stop) : null;
        var ended = leadership?.Ended ?? stop;
        using var log = new LogFollower(_store);
        var pages = new LogPages(_store, ended);
        _store.Options.Logger.LogInformation("The daemon of schema {Schema} leads on this node.", _store.Options.DatabaseSchemaName);
        try
        {
            _log = log;
            await Task.WhenAll(_shards.Select(shard => shard.RunAsync(log, pages, ended)).Append(log.RunAsync(ended)));
        }
        finally
        {
            _log = null;
        }
    }
}
