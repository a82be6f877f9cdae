using System.Collections.Concurrent;
using Npgsql;

namespace Distribution.EventStore;

/// <summary>One connection with its prepared statements and their parameters, which are filled again and again instead of made anew.</summary>
internal sealed class Lane(NpgsqlConnection connection, WriteStatements writes) : IAsyncDisposable
{
    private readonly Dictionary<string, NpgsqlCommand> _byId = new(ReferenceEqualityComparer.Instance);

    public WriteStatements Writes => writes;

    public bool IsUsable => connection.FullState == System.Data.ConnectionState.Open;

    /// <summary>A prepared statement whose one parameter is an id. The text is one of the store's own, recognised by reference.</summary>
    public async ValueTask<NpgsqlCommand> ByIdAsync(string sql, Guid id, CancellationToken ct)
    {
        if (!_byId.TryGetValue(sql, out var command))
        {
            command = new NpgsqlCommand(sql, connection) { Parameters = { new NpgsqlParameter<Guid>() } };
            await command.PrepareAsync(ct);
            _byId.Add(sql, command);
        }

        ((NpgsqlParameter<Guid>)command.Parameters[0]).TypedValue = id;
        return command;
    }

    /// <summary>Writes saves in one round trip and one transaction.</summary>
    public async Task WriteAsync(IReadOnlyList<PendingSave> saves)
    {
        try
        {
            var batch = writes.Fill(saves);
            if (batch.Connection is null)
            {
                batch.Connection = connection;
                await batch.PrepareAsync();
            }

            if (await batch.ExecuteNonQueryAsync() == 0 && WriteStatements.IsLone(saves[0]))
                throw new NothingWrittenException();
        }
        finally
        {
            writes.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in _byId.Values)
            await command.DisposeAsync();
        await connection.DisposeAsync();
    }
}

/// <summary>A bounded number of lanes; whoever finds none free waits.</summary>
internal sealed class Lanes(NpgsqlDataSource database, int most, Func<WriteStatements> writes) : IAsyncDisposable, IDisposable
{
    private readonly ConcurrentStack<Lane> _idle = new();
    private readonly SemaphoreSlim _free = new(most);

    public async ValueTask<Lane> RentAsync(CancellationToken ct)
    {
        await _free.WaitAsync(ct);
        if (_idle.TryPop(out var lane))
            return lane;
        try
        {
            return new Lane(await database.OpenConnectionAsync(ct), writes());
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    public async ValueTask ReturnAsync(Lane lane)
    {
        if (lane.IsUsable)
        {
            _idle.Push(lane);
        }
        else
        {
            // When one connection broke, those that lay idle most likely broke with it, and would each fail one caller more.
            await lane.DisposeAsync();
            await DropIdleAsync();
        }

        _free.Release();
    }

    public async ValueTask DisposeAsync()
    {
        await DropIdleAsync();
        _free.Dispose();
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task DropIdleAsync()
    {
        while (_idle.TryPop(out var lane))
            await lane.DisposeAsync();
    }
}
