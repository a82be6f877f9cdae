using Npgsql;

namespace Distribution.Reporting.Tables;

/// <summary>One transaction for each batch of messages: the broker is told that it has them only after the commit.</summary>
internal static class Recording
{
    public static async Task InOneTransaction(this NpgsqlDataSource database, Func<NpgsqlTransaction, Task> write, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await write(transaction);
        await transaction.CommitAsync(cancel);
    }
}
