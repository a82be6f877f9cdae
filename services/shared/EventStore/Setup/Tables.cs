namespace Distribution.EventStore;

/// <summary>Marten's tables, written out: the name of what is made, and the statements that make it.</summary>
internal static class Tables
{
    public static IEnumerable<(string Name, string Create)> All(StoreOptions options)
    {
        var s = options.DatabaseSchemaName;
        var metadata = string.Concat(Metadata(options).Select(column => $"{column.Name} {column.Type},"));
        return
        [
            ("mt_streams", $"""
            create table {s}.mt_streams (
                id uuid not null,
                type varchar,
                version bigint,
                timestamp timestamptz default now() not null,
                created timestamptz default now() not null,
                tenant_id varchar default '*DEFAULT*',
                is_archived boolean default false,
                constraint pkey_mt_streams_id primary key (id))
            """),
            // The default of timestamp is a constant, frozen at creation: Marten's own layout. Every writer here writes the column.
            ("mt_events", $"""
            create table {s}.mt_events (
                seq_id bigint not null,
                id uuid not null,
                stream_id uuid,
                version bigint not null,
                data jsonb not null,
                bdata bytea,
                type varchar(500) not null,
                timestamp timestamptz default '(now())' not null,
                tenant_id varchar default '*DEFAULT*',
                mt_dotnet_type varchar, {metadata}
                is_archived boolean default false,
                constraint pkey_mt_events_seq_id primary key (seq_id),
                constraint fkey_mt_events_stream_id foreign key (stream_id) references {s}.mt_streams (id) on delete cascade)
            """),
            ("pk_mt_events_stream_and_version", $"create unique index pk_mt_events_stream_and_version on {s}.mt_events (stream_id, version)"),
            ("mt_events_sequence", $"create sequence {s}.mt_events_sequence owned by {s}.mt_events.seq_id"),
            ("mt_event_progression", $"""
            create table {s}.mt_event_progression (
                name varchar not null,
                last_seq_id bigint,
                last_updated timestamptz default transaction_timestamp(),
                constraint pk_mt_event_progression primary key (name))
            """),
            ("mt_high_water_skips", $"""
            create table {s}.mt_high_water_skips (
                ending_sequence bigint not null,
                starting_sequence bigint not null,
                timestamp timestamptz default transaction_timestamp(),
                constraint pkey_mt_high_water_skips_ending_sequence primary key (ending_sequence))
            """),
            ("mt_doc_deadletterevent", Document(s, "mt_doc_deadletterevent", "uuid")),
        ];
    }

    public static string Document(string schema, string name, string idType) => $"""
        create table {schema}.{name} (
            id {idType} not null,
            data jsonb not null,
            mt_last_modified timestamptz default transaction_timestamp(),
            mt_version uuid not null default (md5(random()::text || clock_timestamp()::text)::uuid),
            mt_dotnet_type varchar,
            constraint pkey_{name}_id primary key (id))
        """;

    public static IEnumerable<(string Name, string Type)> Metadata(StoreOptions options)
    {
        var metadata = options.Events.MetadataConfig;
        if (metadata.CorrelationIdEnabled)
            yield return ("correlation_id", "varchar");
        if (metadata.CausationIdEnabled)
            yield return ("causation_id", "varchar");
        if (metadata.HeadersEnabled)
            yield return ("headers", "jsonb");
    }
}
