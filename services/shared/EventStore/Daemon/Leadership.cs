using Microsoft.Extensions.Logging;
using Npgsql;

namespace Distribution.EventStore;

/// <summary>
/// The right to run the daemon: a lock that PostgreSQL holds for one connection, and frees by itself when that connection ends,
/// however its process ended.
/// </summary>
internal sealed class Leadership : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly CancellationTokenSource _ended;
    private readonly Task _watch;

    private Leadership(NpgsqlConnection connection, DocumentStore store, CancellationToken ct)
    {
        _connection = connection;
        _ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _watch = WatchAsync(store);
    }

    /// <summary>Cancelled when the lock is lost or given up.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Waits, trying again and again, until the lock is ours.</summary>
    public static async Task<Leadership> AcquireAsync(DocumentStore store, CancellationToken ct)
    {
        while (true)
        {
            var connection = new NpgsqlConnection(Dedicated(store.Options.ConnectionString!));
            try
            {
                await connection.OpenAsync(ct);
                if (await TryLockAsync(connection, store, ct))
                    return new Leadership(connection, store, ct);
            }
            catch (NpgsqlException e)
            {
                store.Options.Logger.LogWarning(e, "The daemon cannot seek leadership.");
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }

            await connection.DisposeAsync();
            await Task.Delay(store.Options.Daemon.LeadershipInterval, ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _watch;
        await _connection.DisposeAsync();
        _ended.Dispose();
    }

    private static async Task<bool> TryLockAsync(NpgsqlConnection connection, DocumentStore store, CancellationToken ct)
    {
        // Trying again on the same connection is cheaper than opening one each time, and holds nothing while it fails.
        await using var command = new NpgsqlCommand(
            $"select pg_try_advisory_lock(hashtext('mt_daemon'), hashtext('{store.Options.DatabaseSchemaName}'))", connection);
        while (!(bool)(await command.ExecuteScalarAsync(ct))!)
            await Task.Delay(store.Options.Daemon.LeadershipInterval, ct);
        return true;
    }

    private async Task WatchAsync(DocumentStore store)
    {
        try
        {
            while (true)
            {
                await Task.Delay(store.Options.Daemon.LeadershipInterval, _ended.Token);
                await using var alive = new NpgsqlCommand("select 1", _connection) { CommandTimeout = 5 };
                await alive.ExecuteScalarAsync(_ended.Token);
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception e)
        {
            store.Options.Logger.LogWarning(e, "The daemon lost its leadership.");
            await _ended.CancelAsync();
        }
    }

    private static string Dedicated(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 5 };
        // A leader whose machine vanished sends no end of connection: the server finds out by itself, within seconds.
        const string serverKeepAlive = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3";
        builder.Options = builder.Options is { Length: > 0 } own ? $"{own} {serverKeepAlive}" : serverKeepAlive;
        return builder.ToString();
    }
}
