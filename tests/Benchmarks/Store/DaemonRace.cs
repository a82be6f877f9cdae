using System.Diagnostics;
using System.Text.Json;
using Distribution.EventStore;
using Npgsql;
using NpgsqlTypes;

namespace Distribution.Benchmarks.Store;

/// <summary>An async projection over a long log, beside a hand-written loop: page, fold, upsert and progress in one transaction.</summary>
internal static class DaemonRace
{
    private const int PerStream = 10;
    private const int PageSize = 2_000;

    public static async Task RunAsync(Report report, string database, int events, double target)
    {
        var work = $"daemon over {events:N0} events";
        if (!report.Wants(work))
            return;
        await using var store = Arena.Open(database, "public", ProjectionLifecycle.Async);
        await store.EnsureSchemaAsync();
        for (var i = 0; i < events / PerStream / 500; i++)
            await Arena.Fill(store, Enumerable.Range(0, 500).Select(_ => Guid.CreateVersion7()), PerStream);
        await using var hand = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { NoResetOnClose = true, MaxAutoPrepare = 20, AutoPrepareMinUsages = 1 });

        var turns = new List<(double Ours, double Ceiling, double OurBytes, double CeilingBytes)>();
        for (var i = 0; i < 4; i++)
        {
            await EmptyAsync(hand);
            var (ceiling, ceilingBytes) = await TimeAsync(() => ByHandAsync(hand), events);
            await EmptyAsync(hand);
            var (ours, ourBytes) = await TimeAsync(() => ByDaemonAsync(store, events), events);
            if (i > 0)
                turns.Add((ours, ceiling, ourBytes, ceilingBytes));
        }

        report.Row(
            new Measured(
                work, 1, Contest.Median(turns.Select(t => t.Ours)), Contest.Median(turns.Select(t => t.Ceiling)), Contest.Median(turns.Select(t => t.Ours / t.Ceiling)),
                0, 0, Contest.Median(turns.Select(t => t.OurBytes)), Contest.Median(turns.Select(t => t.CeilingBytes)), default, default),
            target);
    }

    private static async Task<(double Rate, double Bytes)> TimeAsync(Func<Task> work, int events)
    {
        GC.Collect();
        var bytes = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();
        await work();
        return (events / watch.Elapsed.TotalSeconds, (GC.GetTotalAllocatedBytes() - bytes) / (double)events);
    }

    private static async Task EmptyAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("truncate mt_doc_tally, mt_event_progression");
        await command.ExecuteNonQueryAsync();
    }

    private static async Task ByDaemonAsync(DocumentStore store, int events)
    {
        await using var daemon = new ProjectionDaemon(store, DaemonMode.Solo);
        await daemon.StartAsync();
        while (daemon.Shards[0].Position < events)
            await Task.Delay(1);
    }

    private static async Task ByHandAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        for (var position = 0L; ;)
        {
            var states = new Dictionary<Guid, Tally?>();
            var events = new List<(Guid Stream, ReadingTaken Event)>(PageSize);
            var next = position;
            await using (var read = new NpgsqlCommand("select seq_id, stream_id, type, data from mt_events where seq_id > $1 order by seq_id limit 2000", connection))
            {
                read.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
                await using var reader = await read.ExecuteReaderAsync();
                while (await reader.ReadAsync())
                {
                    next = reader.GetInt64(0);
                    if (reader.GetString(2) == "reading_taken")
                        events.Add((reader.GetGuid(1), JsonSerializer.Deserialize<ReadingTaken>(reader.GetFieldValue<byte[]>(3))!));
                }
            }

            if (next == position)
                return;
            await using (var load = new NpgsqlCommand("select id, data from mt_doc_tally where id = any($1)", connection))
            {
                load.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. events.Select(e => e.Stream).Distinct()] });
                await using var reader = await load.ExecuteReaderAsync();
                while (await reader.ReadAsync())
                    states[reader.GetGuid(0)] = JsonSerializer.Deserialize<Tally>(reader.GetFieldValue<byte[]>(1));
            }

            foreach (var (stream, e) in events)
                states[stream] = Tally.Evolve(states.GetValueOrDefault(stream), stream, e);
            await using var write = new NpgsqlBatch(connection);
            write.BatchCommands.Add(new NpgsqlBatchCommand("""
                insert into mt_doc_tally (id, data, mt_last_modified, mt_version, mt_dotnet_type)
                select u.id, u.data, transaction_timestamp(), gen_random_uuid(), 'Distribution.Benchmarks.Store.Tally' from unnest($1::uuid[], $2::jsonb[]) u(id, data)
                on conflict (id) do update set data = excluded.data, mt_last_modified = excluded.mt_last_modified, mt_version = excluded.mt_version
                """)
            {
                Parameters =
                {
                    new NpgsqlParameter<Guid[]> { TypedValue = [.. states.Keys] },
                    new NpgsqlParameter<byte[][]> { TypedValue = [.. states.Values.Select(s => JsonSerializer.SerializeToUtf8Bytes(s))], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
                },
            });
            write.BatchCommands.Add(new NpgsqlBatchCommand("""
                insert into mt_event_progression (name, last_seq_id) values ('Tally:All', $1) on conflict (name) do update set last_seq_id = excluded.last_seq_id
                """)
            { Parameters = { new NpgsqlParameter<long> { TypedValue = next } } });
            await write.ExecuteNonQueryAsync();
            position = next;
        }
    }
}
