using System.Reflection;
using Dapper;
using Npgsql;

namespace Distribution.Reporting.Tables;

/// <summary>
/// The read tables exist once for the readers, and a second time while they are built anew; a set is a schema. No statement names
/// its schema: the connection's search path says which set it means, and so the writers are the same for both.
/// </summary>
internal static class TableSets
{
    /// <summary>The set that is read.</summary>
    public const string Read = "reporting";

    /// <summary>The set that is being built, while there is one.</summary>
    public const string Shadow = "reporting_shadow";

    private const string Old = "reporting_old";

    // Writers hold it shared and the exchange alone: no batch is written half into one set and half into its successor.
    private const string Key = "hashtextextended('reporting.sets', 0)";

    /// <summary>Connections to the set that is read.</summary>
    public static string Connection(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = Read }.ConnectionString;

    /// <summary>Keeps the sets as they are until the transaction ends; answers whether there is a shadow.</summary>
    public static async Task<bool> HoldAsync(NpgsqlTransaction transaction)
    {
        await transaction.Connection!.ExecuteAsync($"select pg_advisory_xact_lock_shared({Key})", transaction: transaction);
        // A statement of its own: one that had waited for the lock would see what was before.
        return await transaction.Connection!.ExecuteScalarAsync<bool>($"select to_regnamespace('{Shadow}') is not null", transaction: transaction);
    }

    /// <summary>From here to its end the transaction means the shadow.</summary>
    public static Task WriteToShadowAsync(NpgsqlTransaction transaction) =>
        transaction.Connection!.ExecuteAsync($"set local search_path to {Shadow}", transaction: transaction);

    /// <summary>An empty shadow in place of any that there was.</summary>
    public static async Task BeginShadowAsync(NpgsqlTransaction transaction)
    {
        await transaction.Connection!.ExecuteAsync(
            $"select pg_advisory_xact_lock({Key}); drop schema if exists {Shadow} cascade", transaction: transaction);
        await CreateAsync(transaction, Shadow);
        await transaction.Connection!.ExecuteAsync($"set local search_path to {Read}", transaction: transaction);
    }

    /// <summary>No set is built any more.</summary>
    public static Task DropShadowAsync(NpgsqlTransaction transaction) => transaction.Connection!.ExecuteAsync(
        $"select pg_advisory_xact_lock({Key}); drop schema if exists {Shadow} cascade", transaction: transaction);

    /// <summary>The shadow becomes what is read; queries that are under way end on the old set.</summary>
    public static Task ExchangeAsync(NpgsqlTransaction transaction) => transaction.Connection!.ExecuteAsync(
        $"""
        select pg_advisory_xact_lock({Key});
        drop schema if exists {Old} cascade;
        alter schema {Read} rename to {Old};
        alter schema {Shadow} rename to {Read}
        """,
        transaction: transaction);

    /// <summary>Forgets the set that was read before, once nobody reads it any more.</summary>
    public static Task DropOldAsync(NpgsqlConnection connection) => connection.ExecuteAsync($"drop schema if exists {Old} cascade");

    /// <summary>Makes what a set lacks.</summary>
    public static Task CreateAsync(NpgsqlTransaction transaction, string schema) => transaction.Connection!.ExecuteAsync(
        $"create schema if not exists {schema}; set local search_path to {schema};\n{Sql("Tables.sql")}", transaction: transaction);

    private static string Sql(string name)
    {
        using var text = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return text.ReadToEnd();
    }
}
