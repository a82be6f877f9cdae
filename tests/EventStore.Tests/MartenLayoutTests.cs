using Npgsql;

namespace Distribution.EventStore.Tests;

/// <summary>The layout that real Marten 9 makes with default options, written out; ours must be the same to the last default.</summary>
public sealed class MartenLayoutTests
{
    private const string Columns = """
        mt_doc_deadletterevent | 1 | id | uuid | not null |
        mt_doc_deadletterevent | 2 | data | jsonb | not null |
        mt_doc_deadletterevent | 3 | mt_last_modified | timestamp with time zone | null | transaction_timestamp()
        mt_doc_deadletterevent | 4 | mt_version | uuid | not null | (md5(((random())::text || (clock_timestamp())::text)))::uuid
        mt_doc_deadletterevent | 5 | mt_dotnet_type | character varying | null |
        mt_doc_label | 1 | id | character varying | not null |
        mt_doc_label | 2 | data | jsonb | not null |
        mt_doc_label | 3 | mt_last_modified | timestamp with time zone | null | transaction_timestamp()
        mt_doc_label | 4 | mt_version | uuid | not null | (md5(((random())::text || (clock_timestamp())::text)))::uuid
        mt_doc_label | 5 | mt_dotnet_type | character varying | null |
        mt_doc_order | 1 | id | uuid | not null |
        mt_doc_order | 2 | data | jsonb | not null |
        mt_doc_order | 3 | mt_last_modified | timestamp with time zone | null | transaction_timestamp()
        mt_doc_order | 4 | mt_version | uuid | not null | (md5(((random())::text || (clock_timestamp())::text)))::uuid
        mt_doc_order | 5 | mt_dotnet_type | character varying | null |
        mt_event_progression | 1 | name | character varying | not null |
        mt_event_progression | 2 | last_seq_id | bigint | null |
        mt_event_progression | 3 | last_updated | timestamp with time zone | null | transaction_timestamp()
        mt_events | 1 | seq_id | bigint | not null |
        mt_events | 2 | id | uuid | not null |
        mt_events | 3 | stream_id | uuid | null |
        mt_events | 4 | version | bigint | not null |
        mt_events | 5 | data | jsonb | not null |
        mt_events | 6 | bdata | bytea | null |
        mt_events | 7 | type | character varying(500) | not null |
        mt_events | 8 | timestamp | timestamp with time zone | not null | a constant
        mt_events | 9 | tenant_id | character varying | null | '*DEFAULT*'::character varying
        mt_events | 10 | mt_dotnet_type | character varying | null |
        mt_events | 11 | is_archived | boolean | null | false
        mt_high_water_skips | 1 | ending_sequence | bigint | not null |
        mt_high_water_skips | 2 | starting_sequence | bigint | not null |
        mt_high_water_skips | 3 | timestamp | timestamp with time zone | null | transaction_timestamp()
        mt_streams | 1 | id | uuid | not null |
        mt_streams | 2 | type | character varying | null |
        mt_streams | 3 | version | bigint | null |
        mt_streams | 4 | timestamp | timestamp with time zone | not null | now()
        mt_streams | 5 | created | timestamp with time zone | not null | now()
        mt_streams | 6 | tenant_id | character varying | null | '*DEFAULT*'::character varying
        mt_streams | 7 | is_archived | boolean | null | false
        """;

    private const string Constraints = """
        mt_doc_deadletterevent | pkey_mt_doc_deadletterevent_id | PRIMARY KEY (id)
        mt_doc_label | pkey_mt_doc_label_id | PRIMARY KEY (id)
        mt_doc_order | pkey_mt_doc_order_id | PRIMARY KEY (id)
        mt_event_progression | pk_mt_event_progression | PRIMARY KEY (name)
        mt_events | fkey_mt_events_stream_id | FOREIGN KEY (stream_id) REFERENCES mt_streams(id) ON DELETE CASCADE
        mt_events | pkey_mt_events_seq_id | PRIMARY KEY (seq_id)
        mt_high_water_skips | pkey_mt_high_water_skips_ending_sequence | PRIMARY KEY (ending_sequence)
        mt_streams | pkey_mt_streams_id | PRIMARY KEY (id)
        """;

    private const string OtherIndexes = """
        CREATE UNIQUE INDEX pk_mt_events_stream_and_version ON mt_events USING btree (stream_id, version)
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Columns_types_nullability_and_defaults_are_Martens() => (await ReadAsync("""
        select concat_ws(' | ', c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' else 'null' end,
            coalesce(case when pg_get_expr(d.adbin, d.adrelid) ~ '^''2\d\d\d-.*::timestamp with time zone$' then 'a constant' else pg_get_expr(d.adbin, d.adrelid) end, ''))
        from pg_class c join pg_attribute a on a.attrelid = c.oid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
        where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped order by c.relname collate "C", a.attnum
        """)).ShouldBe(Lines(Columns));

    [Fact]
    public async Task Keys_and_their_names_are_Martens() => (await ReadAsync("""
        select concat_ws(' | ', c.relname, k.conname, pg_get_constraintdef(k.oid))
        from pg_constraint k join pg_class c on c.oid = k.conrelid where k.connamespace = current_schema()::regnamespace
        order by c.relname collate "C", k.conname collate "C"
        """)).ShouldBe(Lines(Constraints));

    [Fact]
    public async Task Other_indexes_are_Martens() => (await ReadAsync("""
        select replace(indexdef, ' ON ' || schemaname || '.', ' ON ') from pg_indexes where schemaname = current_schema()
        and indexname not in (select conname from pg_constraint where connamespace = current_schema()::regnamespace) order by 1
        """)).ShouldBe(Lines(OtherIndexes));

    [Fact]
    public async Task The_sequence_is_Martens_and_is_owned_by_seq_id() => (await ReadAsync("""
        select concat_ws(' ', s.sequencename, s.start_value, s.increment_by, s.cache_size, s.cycle,
            replace(pg_get_serial_sequence(s.schemaname || '.mt_events', 'seq_id'), s.schemaname || '.', ''))
        from pg_sequences s where s.schemaname = current_schema()
        """)).ShouldBe(["mt_events_sequence 1 1 1 f mt_events_sequence"]);

    [Fact]
    public async Task Metadata_columns_are_added_where_Marten_has_them_when_enabled()
    {
        await using var store = await Stores.NewAsync(o => o.Events.MetadataConfig.CorrelationIdEnabled = o.Events.MetadataConfig.CausationIdEnabled = o.Events.MetadataConfig.HeadersEnabled = true);
        await using var session = store.LightweightSession();
        (await session.QueryAsync<string>("""
            select attname || ' ' || format_type(atttypid, atttypmod) from pg_attribute where attrelid = (? || '.mt_events')::regclass and attnum > 9 order by attnum
            """, Ct, store.Options.DatabaseSchemaName))
            .ShouldBe(["mt_dotnet_type character varying", "correlation_id character varying", "causation_id character varying", "headers jsonb", "is_archived boolean"]);
        session.CorrelationId = "c";
        session.CausationId = "b";
        session.SetHeader("h", 1);
        var id = Guid.CreateVersion7();
        session.Events.StartStream<Order>(id, new OrderPlaced(id, "Ada"));
        await session.SaveChangesAsync(Ct);
        var e = (await session.Events.FetchStreamAsync(id, token: Ct)).Single();
        (e.CorrelationId, e.CausationId, e.Headers!["h"].ToString()).ShouldBe(("c", "b", "1"));
    }

    [Fact]
    public async Task Metadata_columns_are_added_to_a_table_that_has_none()
    {
        var schema = Stores.NewSchema();
        await using (await Stores.NewAsync(schema: schema))
        {
        }

        await using var store = await Stores.NewAsync(o => o.Events.MetadataConfig.CorrelationIdEnabled = true, schema);
        await using var session = store.LightweightSession();
        session.CorrelationId = "c";
        var id = Guid.CreateVersion7();
        session.Events.StartStream<Order>(id, new OrderPlaced(id, "Ada"));
        await session.SaveChangesAsync(Ct);
        (await session.Events.FetchStreamAsync(id, token: Ct)).Single().CorrelationId.ShouldBe("c");
    }

    [Fact]
    public async Task Rows_are_written_as_Marten_writes_them()
    {
        await using var store = await Stores.NewAsync();
        await using var session = store.LightweightSession();
        var id = Guid.CreateVersion7();
        session.Events.StartStream<Order>(id, new OrderPlaced(id, "Ada"), new ItemAdded("Pen", 3));
        session.Store(new Label("a", 1));
        await session.SaveChangesAsync(Ct);
        var s = store.Options.DatabaseSchemaName;
        (await session.QueryAsync<string>($"select concat_ws(' ', type, version, tenant_id, is_archived, timestamp = created) from {s}.mt_streams", Ct))
            .ShouldBe(["order 2 *DEFAULT* f t"]);
        (await session.QueryAsync<string>($"select concat_ws(' ', seq_id, version, type, mt_dotnet_type, tenant_id, is_archived, data, bdata is null) from {s}.mt_events order by seq_id", Ct))
            .ShouldBe([
                $"1 1 order_placed Distribution.EventStore.Tests.OrderPlaced, Distribution.EventStore.Tests *DEFAULT* f {{\"OrderId\": \"{id}\", \"Customer\": \"Ada\"}} t",
                "2 2 item_added Distribution.EventStore.Tests.ItemAdded, Distribution.EventStore.Tests *DEFAULT* f {\"Item\": \"Pen\", \"Price\": 3} t"]);
        (await session.QueryAsync<string>($"select concat_ws(' ', id, data, mt_dotnet_type) from {s}.mt_doc_label", Ct))
            .ShouldBe(["a {\"Id\": \"a\", \"Number\": 1} Distribution.EventStore.Tests.Label"]);
    }

    [Fact]
    public async Task Many_replicas_may_create_the_schema_at_once()
    {
        var schema = Stores.NewSchema();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using var store = await Stores.NewAsync(o =>
            {
                o.Schema.For<Order>();
                o.Indexes.Add("create index if not exists order_customer on mt_doc_order ((data ->> 'Customer'))");
            }, schema);
            await using var session = store.LightweightSession();
            session.Store(new Order(Guid.CreateVersion7(), "Ada", 0, false));
            await session.SaveChangesAsync(Ct);
        }));
    }

    private static string[] Lines(string text) => [.. text.Split('\n').Select(line => line.TrimEnd())];

    private static async Task<string[]> ReadAsync(string sql)
    {
        await using var store = await Stores.NewAsync(o =>
        {
            o.Schema.For<Label>();
            o.Projections.Add<OrderProjection>(ProjectionLifecycle.Inline);
        });
        await using var connection = new NpgsqlConnection($"{await Stores.DatabaseAsync()};Search Path={store.Options.DatabaseSchemaName}");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var lines = new List<string>();
        while (await reader.ReadAsync(Ct))
            lines.Add(reader.GetString(0).TrimEnd());
        return [.. lines];
    }
}
