using Distribution.ServiceDefaults;
using Npgsql;

namespace Distribution.Reporting.Tables;

/// <summary>One transaction for each batch of messages: the broker is told that it has them only after the commit.</summary>
internal static class Recording
{
    /// <summary>Writes a batch into the set of tables that is read, and into the one that is being built beside it, if there is one.</summary>
    public static async Task Record<T>(
        this NpgsqlDataSource database, IReadOnlyList<Told<T>> told, Func<NpgsqlTransaction, IReadOnlyList<Told<T>>, Task> write, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var shadow = await TableSets.HoldAsync(transaction);
        await write(transaction, told);
        if (shadow)
        {
            await TableSets.WriteToShadowAsync(transaction);
            await write(transaction, told);
        }

        await transaction.CommitAsync(cancel);
    }
}
