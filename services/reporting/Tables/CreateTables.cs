using Dapper;
using Distribution.Reporting.Audit;
using Distribution.Reporting.Digest;
using Distribution.Reporting.Rebuilding;
using Npgsql;

namespace Distribution.Reporting.Tables;

/// <summary>Creates the read tables before the first message is taken; several replicas may start at once.</summary>
internal sealed class CreateTables(NpgsqlDataSource database) : IHostedService
{
    // "create ... if not exists" is no protection against two who do it at the same moment: one of them would fail.
    private const string OneAtATime = "select pg_advisory_xact_lock(hashtextextended('reporting.tables', 0))";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(OneAtATime, transaction: transaction);
        await connection.ExecuteAsync($"{Rebuilds.Table}; {SendDigest.Table}; {RecordAudit.Table}", transaction: transaction);
        // A shadow that an older version began must take what this one writes.
        if (await TableSets.HoldAsync(transaction))
            await TableSets.CreateAsync(transaction, TableSets.Shadow);
        await TableSets.CreateAsync(transaction, TableSets.Read);
        await transaction.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
