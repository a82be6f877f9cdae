using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Distribution.Benchmarks.Store;

/// <summary>
/// The ceiling: one writer's SQL as somebody would write it by hand who cares for nothing but speed. Its own connection, everything
/// prepared, parameters reused, one round trip for each save and one for each read; the same rows in the same tables.
/// </summary>
internal sealed class HandWritten : IAsyncDisposable
{
    private const string Alias = "reading_taken";
    private const string DotNetType = "Distribution.Benchmarks.Store.ReadingTaken, Distribution.Benchmarks";
    private const string AggregateAlias = "tally";
    private readonly NpgsqlConnection _connection;
    private readonly string _s;
    private readonly Dictionary<string, NpgsqlBatch> _batches = [];

    private HandWritten(NpgsqlConnection connection, string schema) => (_connection, _s) = (connection, schema);

    public static async Task<HandWritten> OpenAsync(NpgsqlDataSource database, string schema) => new(await database.OpenConnectionAsync(), schema);

    private string InsertStream => $"insert into {_s}.mt_streams (id, type, version) values ($1, '{AggregateAlias}', $2)";

    private string InsertEvent =>
        $"""
        insert into {_s}.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type)
        values (nextval('{_s}.mt_events_sequence'), $1, $2, $3, $4, '{Alias}', now(), '{DotNetType}')
        """;

    private string InsertEvents =>
        $"""
        insert into {_s}.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type)
        select nextval('{_s}.mt_events_sequence'), e.id, e.stream_id, e.version, e.data, '{Alias}', now(), '{DotNetType}'
        from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::jsonb[]) e(id, stream_id, version, data)
        """;

    public Task NewStreamAsync(Guid id, ReadingTaken e) => RunAsync(
        "new", [InsertStream, InsertEvent], [[id, 1L], [Guid.CreateVersion7(), id, 1L, Json(e)]]);

    public Task NewStreamWithSnapshotAsync(Guid id, ReadingTaken e) => RunAsync(
        "snapshot",
        [
            InsertStream, InsertEvent,
            $"""
            insert into {_s}.mt_doc_tally as d (id, data, mt_last_modified, mt_version, mt_dotnet_type)
            values ($1, $2, transaction_timestamp(), gen_random_uuid(), 'Distribution.Benchmarks.Store.Tally')
            on conflict (id) do update set data = excluded.data, mt_last_modified = excluded.mt_last_modified,
                mt_version = excluded.mt_version, mt_dotnet_type = excluded.mt_dotnet_type
            """,
        ],
        [[id, 1L], [Guid.CreateVersion7(), id, 1L, Json(e)], [id, Json(Tally.Evolve(null, id, e))]]);

    public Task ExistingStreamAsync(Guid id, ReadingTaken e) => RunAsync(
        "existing",
        [
            $"""
            with s as (update {_s}.mt_streams set version = version + 1, timestamp = now() where id = $2 and not is_archived returning version)
            insert into {_s}.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type)
            select nextval('{_s}.mt_events_sequence'), $1, $2, s.version, $3, '{Alias}', now(), '{DotNetType}' from s
            """,
        ],
        [[Guid.CreateVersion7(), id, Json(e)]]);

    public Task NewStreamsAsync(Guid[] ids, ReadingTaken e)
    {
        var one = new long[ids.Length];
        Array.Fill(one, 1);
        return RunAsync(
            "streams",
            [$"insert into {_s}.mt_streams (id, type, version) select id, '{AggregateAlias}', version from unnest($1::uuid[], $2::bigint[]) u(id, version)", InsertEvents],
            [[ids, one], [NewIds(ids.Length), ids, one, Jsons(e, ids.Length)]]);
    }

    public Task LongStreamAsync(Guid id, ReadingTaken e, int count)
    {
        var ids = new Guid[count];
        Array.Fill(ids, id);
        var versions = new long[count];
        for (var i = 0; i < count; i++)
            versions[i] = i + 1;
        return RunAsync("long", [InsertStream, InsertEvents], [[id, (long)count], [NewIds(count), ids, versions, Jsons(e, count)]]);
    }

    public async Task<(Tally? State, long Version)> AggregateAsync(Guid id)
    {
        var batch = Batch("read", [$"select version, type, data from {_s}.mt_events where stream_id = $1 and is_archived = false order by version"], [[id]]);
        await using var reader = await batch.ExecuteReaderAsync();
        Tally? state = null;
        var version = 0L;
        while (await reader.ReadAsync())
        {
            version = reader.GetInt64(0);
            if (reader.GetString(1) == Alias)
                state = Tally.Evolve(state, id, JsonSerializer.Deserialize<ReadingTaken>(reader.GetFieldValue<byte[]>(2))!);
        }

        return (state, version);
    }

    public async Task FetchAndAppendAsync(Guid id)
    {
        var (state, version) = await AggregateAsync(id);
        await RunAsync(
            "append",
            [
                $"""
                with s as (update {_s}.mt_streams set version = $4, timestamp = now() where id = $2 and version = $5 and not is_archived returning 1)
                insert into {_s}.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type)
                select nextval('{_s}.mt_events_sequence'), $1, $2, $4, $3, '{Alias}', now(), '{DotNetType}' from s
                """,
            ],
            [[Guid.CreateVersion7(), id, Json(ReadingTaken.Sample(state!.Count)), version + 1, version]]);
    }

    public async Task FetchManyAndAppendAsync(Guid[] ids)
    {
        var versions = new Dictionary<Guid, (Tally? State, long Version)>(ids.Length);
        var read = Batch(
            "readmany",
            [
                $"""
                select e.stream_id, e.version, e.type, e.data from unnest($1::uuid[]) u(id) cross join lateral (
                    select * from {_s}.mt_events m where m.stream_id = u.id and m.is_archived = false order by m.version) e
                """,
            ],
            [[ids]]);
        await using (var reader = await read.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                var id = reader.GetGuid(0);
                if (reader.GetString(2) == Alias)
                    versions[id] = (Tally.Evolve(versions.GetValueOrDefault(id).State, id, JsonSerializer.Deserialize<ReadingTaken>(reader.GetFieldValue<byte[]>(3))!), reader.GetInt64(1));
            }
        }

        await RunAsync(
            "appendmany",
            [
                $"""
                update {_s}.mt_streams s set version = u.version, timestamp = now() from unnest($1::uuid[], $2::bigint[]) u(id, version)
                where s.id = u.id and s.version = u.version - 1 and not s.is_archived
                """,
                InsertEvents,
            ],
            [
                [ids, ids.Select(id => versions[id].Version + 1).ToArray()],
                [NewIds(ids.Length), ids, ids.Select(id => versions[id].Version + 1).ToArray(), ids.Select(id => Json(ReadingTaken.Sample(versions[id].State!.Count))).ToArray()],
            ]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var batch in _batches.Values)
            await batch.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task RunAsync(string key, string[] statements, object[][] values) => await Batch(key, statements, values).ExecuteNonQueryAsync();

    private NpgsqlBatch Batch(string key, string[] statements, object[][] values)
    {
        if (!_batches.TryGetValue(key, out var batch))
        {
            batch = new NpgsqlBatch(_connection);
            for (var i = 0; i < statements.Length; i++)
            {
                var command = new NpgsqlBatchCommand(statements[i]);
                foreach (var value in values[i])
                    command.Parameters.Add(Parameter(value));
                batch.BatchCommands.Add(command);
            }

            batch.Prepare();
            _batches.Add(key, batch);
        }

        for (var i = 0; i < statements.Length; i++)
        {
            for (var j = 0; j < values[i].Length; j++)
                batch.BatchCommands[i].Parameters[j].Value = values[i][j];
        }

        return batch;
    }

    private static NpgsqlParameter Parameter(object value) => value switch
    {
        byte[] json => new NpgsqlParameter { Value = json, NpgsqlDbType = NpgsqlDbType.Jsonb },
        byte[][] jsons => new NpgsqlParameter { Value = jsons, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
        _ => new NpgsqlParameter { Value = value },
    };

    private static Guid[] NewIds(int count)
    {
        var ids = new Guid[count];
        for (var i = 0; i < count; i++)
            ids[i] = Guid.CreateVersion7();
        return ids;
    }

    private static byte[] Json<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value);

    private static byte[][] Jsons(ReadingTaken e, int count)
    {
        var jsons = new byte[count][];
        for (var i = 0; i < count; i++)
            jsons[i] = Json(e);
        return jsons;
    }
}
