using Npgsql;

namespace Distribution.EventStore;

/// <summary>Creates what is missing of Marten's tables; what exists is left as it is, and unlocked: other replicas may be writing.</summary>
internal static class SchemaCreation
{
    public static async Task RunAsync(NpgsqlDataSource database, StoreOptions options, IEnumerable<DocumentType> documents, CancellationToken ct)
    {
        var schema = options.DatabaseSchemaName;
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // Replicas start together, and 'create if not exists' alone still collides in the catalogue.
        await Run(connection, $"select pg_advisory_xact_lock(hashtext('mt_schema'), hashtext('{schema}'))", ct);
        if (schema != "public")
            await Run(connection, $"create schema if not exists {schema}", ct);
        var present = await Names(connection, $"select relname from pg_class where relnamespace = '{schema}'::regnamespace", ct);
        foreach (var (name, create) in Tables.All(options).Concat(documents.Select(d => (d.TableName, d.Create))))
        {
            if (present.Add(name))
                await Run(connection, create, ct);
        }

        var columns = await Names(connection, $"select attname from pg_attribute where attrelid = '{schema}.mt_events'::regclass and attnum > 0", ct);
        foreach (var (name, type) in Tables.Metadata(options).Where(column => !columns.Contains(column.Name)))
            await Run(connection, $"alter table {schema}.mt_events add column {name} {type}", ct);

        await Run(connection, $"set local search_path to {schema}, public", ct);
        foreach (var statement in options.Indexes)
            await Run(connection, statement, ct);
        await transaction.CommitAsync(ct);
    }

    public static async Task AddAsync(NpgsqlDataSource database, DocumentType document, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var schema = document.Table[..document.Table.IndexOf('.', StringComparison.Ordinal)];
        await Run(connection, $"select pg_advisory_xact_lock(hashtext('mt_schema'), hashtext('{schema}'))", ct);
        var present = await Names(connection, $"select relname from pg_class where relnamespace = '{schema}'::regnamespace and relname = '{document.TableName}'", ct);
        if (present.Count == 0)
            await Run(connection, document.Create, ct);
        await transaction.CommitAsync(ct);
    }

    private static async Task Run(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<HashSet<string>> Names(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var names = new HashSet<string>();
        while (await reader.ReadAsync(ct))
            names.Add(reader.GetString(0));
        return names;
    }
}
