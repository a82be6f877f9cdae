using System.Reflection;
using Dapper;
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
        await connection.ExecuteAsync(Sql(), transaction: transaction);
        await transaction.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string Sql()
    {
        using var text = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("Tables.sql")!);
        return text.ReadToEnd();
    }
}
