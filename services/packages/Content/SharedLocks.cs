using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Data;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Distribution.Packages.Content;

/// <summary>
/// What only one may do at a time among all replicas. The database holds the locks for one connection of each replica, and
/// frees them by itself when that connection ends, however its process ended.
/// </summary>
internal sealed class SharedLocks(string connectionString) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, SharedLock> _held = new();
    private readonly SemaphoreSlim _turn = new(1);
    private NpgsqlConnection? _connection;

    /// <summary>The lock of a name, or null when somebody has it.</summary>
    public async Task<SharedLock?> TryTakeAsync(string name, CancellationToken ct)
    {
        var taken = new SharedLock(this, name);
        // The database lets one connection take a lock twice, so this replica's own requests are kept apart here.
        if (!_held.TryAdd(name, taken))
            return null;
        try
        {
            if (await AskAsync("select pg_try_advisory_lock($1)", name, ct))
                return taken;
        }
        catch
        {
            _held.TryRemove(name, out _);
            throw;
        }

        _held.TryRemove(name, out _);
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _turn.Dispose();
    }

    internal async ValueTask ReleaseAsync(SharedLock ended)
    {
        try
        {
            if (!ended.Lost.IsCancellationRequested)
                await AskAsync("select pg_advisory_unlock($1)", ended.Name, CancellationToken.None);
        }
        catch (Exception fault) when (fault is NpgsqlException or ObjectDisposedException)
        {
            // The connection ended, and the lock with it.
        }
        finally
        {
            _held.TryRemove(ended.Name, out _);
        }
    }

    private async Task<bool> AskAsync(string sql, string name, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            await using var command = new NpgsqlCommand(sql, await ConnectionAsync(ct));
            command.Parameters.Add(new NpgsqlParameter { Value = BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name))) });
            return (bool)(await command.ExecuteScalarAsync(ct))!;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<NpgsqlConnection> ConnectionAsync(CancellationToken ct)
    {
        if (_connection is { State: ConnectionState.Open })
            return _connection;
        if (_connection is not null)
            await _connection.DisposeAsync();
        // A replica whose machine vanished sends no end of connection: the server finds out by itself, within seconds.
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false, KeepAlive = 5, Options = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3",
        };
        var connection = new NpgsqlConnection(settings.ToString());
        connection.StateChange += (_, change) =>
        {
            if (change.CurrentState is ConnectionState.Closed or ConnectionState.Broken)
                LoseAll();
        };
        _connection = connection;
        await connection.OpenAsync(ct);
        return connection;
    }

    private void LoseAll()
    {
        foreach (var held in _held.Values)
            held.Lose();
    }
}

/// <summary>A lock that is held until it is disposed, or lost with the database's connection.</summary>
internal sealed class SharedLock(SharedLocks owner, string name) : IAsyncDisposable
{
    private readonly CancellationTokenSource _lost = new();

    public string Name { get; } = name;

    /// <summary>Cancelled when somebody else may have the lock.</summary>
    public CancellationToken Lost => _lost.Token;

    public async ValueTask DisposeAsync()
    {
        await owner.ReleaseAsync(this);
        _lost.Dispose();
    }

    internal void Lose() => _lost.Cancel();
}
