using Npgsql;

namespace Distribution.EventStore;

/// <summary>Pools that keep what PostgreSQL prepared: no DISCARD ALL between uses, every statement prepared at its second use.</summary>
internal static class Connections
{
    // Our statements touch single rows by key, for ever. A plan made while a table was empty would scan it, and is kept:
    // scans and joins that read whole tables are therefore not offered to the planner.
    private const string ByKeyOnly =
        "-c jit=off -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c enable_bitmapscan=off";

    public static NpgsqlDataSource ForStatements(string connectionString) => Build(connectionString, ByKeyOnly, 32);

    public static NpgsqlDataSource ForQueries(string connectionString) => Build(connectionString, "-c jit=off", 16);

    /// <summary>
    /// Does not wait for the disk: what a crash takes back is done again, because a projection's documents and its progress are
    /// one transaction, and a subscription is told at least once anyway.
    /// </summary>
    public static NpgsqlDataSource ForProgress(string connectionString) => Build(connectionString, $"{ByKeyOnly} -c synchronous_commit=off", 8);

    private static NpgsqlDataSource Build(string connectionString, string serverOptions, int most)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString)
        {
            NoResetOnClose = true,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            IncludeErrorDetail = true,
            // Several services, each with three pools, share one server's connections.
            MaxPoolSize = Math.Min(most, new NpgsqlConnectionStringBuilder(connectionString).MaxPoolSize),
        };
        builder.Options = builder.Options is { Length: > 0 } own ? $"{own} {serverOptions}" : serverOptions;
        return NpgsqlDataSource.Create(builder);
    }
}
