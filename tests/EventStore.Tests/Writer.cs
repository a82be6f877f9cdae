using Npgsql;

namespace Distribution.EventStore.Tests;

/// <summary>One open transaction of a foreign writer, which keeps the rules: its stream first, then its numbers.</summary>
internal sealed class Writer : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly string _schema;
    private NpgsqlTransaction? _transaction;
    private long _version;

    private Writer(NpgsqlConnection connection, string schema) => (_connection, _schema) = (connection, schema);

    public Guid Stream { get; private set; }

    public static async Task<Writer> BeginAsync(DocumentStore store)
    {
        var writer = new Writer(new NpgsqlConnection(await Stores.DatabaseAsync()), store.Options.DatabaseSchemaName);
        await writer._connection.OpenAsync();
        await writer.BeginAgainAsync();
        return writer;
    }

    public async Task BeginAgainAsync()
    {
        _transaction = await _connection.BeginTransactionAsync();
        (Stream, _version) = (Guid.CreateVersion7(), 0);
        await RunAsync($"insert into {_schema}.mt_streams (id, version) values ('{Stream}', 1)");
    }

    public async Task AppendAsync()
    {
        var type = typeof(ItemAdded);
        await RunAsync($$"""
            update {{_schema}}.mt_streams set version = {{++_version}} where id = '{{Stream}}';
            insert into {{_schema}}.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type)
            values (nextval('{{_schema}}.mt_events_sequence'), gen_random_uuid(), '{{Stream}}', {{_version}}, '{"Item": "x", "Price": 1}', 'item_added', now(), '{{type.FullName}}, {{type.Assembly.GetName().Name}}')
            """);
    }

    public async Task RunAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection, _transaction);
        await command.ExecuteNonQueryAsync();
    }

    public Task CommitAsync() => _transaction!.CommitAsync();

    public Task RollBackAsync() => _transaction!.RollbackAsync();

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
