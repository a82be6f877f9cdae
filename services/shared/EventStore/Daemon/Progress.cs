using Npgsql;

namespace Distribution.EventStore;

/// <summary>Rows of mt_event_progression.</summary>
internal static class Progress
{
    public static string RowOf(string name) => $"{name}:All";

    /// <summary>0 when there is no such row.</summary>
    public static async Task<long> ReadAsync(DocumentStore store, string row, CancellationToken ct)
    {
        await using var command = store.Statements.CreateCommand(store.Sql.Progress);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = row });
        return await command.ExecuteScalarAsync(ct) is long position ? position : 0;
    }

    /// <summary>Where a shard goes on; its row is made when there is none.</summary>
    public static async Task<long> BeginAsync(DocumentStore store, string row, CancellationToken ct)
    {
        await using var command = store.Statements.CreateCommand(store.Sql.BeginProgress);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = row });
        await command.ExecuteNonQueryAsync(ct);
        return await ReadAsync(store, row, ct);
    }

    public static async Task SetAsync(DocumentStore store, string row, long position, CancellationToken ct)
    {
        await using var command = store.Relaxed.CreateCommand(store.Sql.SetProgress);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = row });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Moves a shard from the position that it knows; as part of a batch, undoes the batch when somebody else moved it.</summary>
    public static NpgsqlBatchCommand Move(DocumentStore store, string row, long from, long to) => new(store.Sql.MoveProgress)
    {
        Parameters =
        {
            new NpgsqlParameter<string> { TypedValue = row },
            new NpgsqlParameter<long> { TypedValue = from },
            new NpgsqlParameter<long> { TypedValue = to },
        },
    };

    public static async Task WriteAsync(DocumentStore store, NpgsqlBatch batch, CancellationToken ct)
    {
        await using var connection = await store.Relaxed.OpenConnectionAsync(ct);
        batch.Connection = connection;
        try
        {
            await batch.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DivisionByZero)
        {
            throw new ProgressMovedException(e);
        }
    }
}

/// <summary>Another daemon, or a rebuild, moved a shard's progress: what was worked out on the old one must not be written.</summary>
internal sealed class ProgressMovedException(Exception inner) : Exception("The shard's progress was moved by another.", inner);
