namespace Distribution.EventStore;

/// <summary>The statements on Marten's tables, composed once per store. All are prepared; parameters are positional.</summary>
internal sealed class Sql
{
    public Sql(StoreOptions options)
    {
        var s = options.DatabaseSchemaName;
        var metadata = options.Events.MetadataConfig;
        string[] extra = [
            .. metadata.CorrelationIdEnabled ? ["correlation_id"] : Array.Empty<string>(),
            .. metadata.CausationIdEnabled ? ["causation_id"] : Array.Empty<string>(),
            .. metadata.HeadersEnabled ? ["headers"] : Array.Empty<string>()];
        var named = string.Concat(extra.Select(column => $", {column}"));
        var taken = string.Concat(extra.Select(column => $", e.{column}"));
        var arrays = string.Concat(extra.Select((column, i) => $", ${i + 7}::{(column == "headers" ? "jsonb" : "varchar")}[]"));

        StartStreams = $"""
            insert into {s}.mt_streams (id, type, version)
            select u.id, u.type, u.version from unnest($1::uuid[], $2::varchar[], $3::bigint[]) u(id, type, version)
            """;
        MoveStreams = $"""
            with moved as (
                update {s}.mt_streams s set version = u.version, timestamp = now()
                from unnest($1::uuid[], $2::bigint[], $3::bigint[]) u(id, seen, version)
                where s.id = u.id and s.version = u.seen and s.is_archived is not true returning 1)
            select 1 / (count(*) = $4)::int from moved
            """;
        ExtendStreams = $"""
            with extended as (
                insert into {s}.mt_streams as s (id, type, version)
                select u.id, u.type, u.added from unnest($1::uuid[], $2::varchar[], $3::bigint[]) u(id, type, added)
                on conflict (id) do update set version = s.version + excluded.version, timestamp = now()
                where s.is_archived is not true returning 1)
            select 1 / (count(*) = $4)::int from extended
            """;
        // A version of 0 or less counts back from the stream's new version, which only the database knows.
        var version = $"case when e.version > 0 then e.version else (select s.version from {s}.mt_streams s where s.id = e.stream_id) + e.version end";
        AppendEvents = Append(extra.Length, "now()", "");
        AppendTimedEvents = Append(extra.Length, "e.timestamp", $", ${extra.Length + 7}::timestamptz[]");

        string Append(int count, string timestamp, string timeArray) => $"""
            insert into {s}.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type{named})
            select nextval('{s}.mt_events_sequence'), e.id, e.stream_id, {version}, e.data, e.type, {timestamp}, e.mt_dotnet_type{taken}
            from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::jsonb[], $5::varchar[], $6::varchar[]{arrays}{timeArray})
                e(id, stream_id, version, data, type, mt_dotnet_type{named}{(timeArray.Length > 0 ? ", timestamp" : "")})
            """;

        StartStreamWithOne = One($"insert into {s}.mt_streams (id, type, version) values ($1, $7, 1) returning version");
        MoveStreamByOne = One($"""
            update {s}.mt_streams set version = $7 + 1, timestamp = now() where id = $1 and version = $7 and is_archived is not true returning version
            """);
        ExtendStreamByOne = One($"""
            insert into {s}.mt_streams as s (id, type, version) values ($1, $7, 1)
            on conflict (id) do update set version = s.version + 1, timestamp = now() where s.is_archived is not true returning version
            """);

        string One(string stream) => $"""
            with s as ({stream})
            insert into {s}.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type{named})
            select nextval('{s}.mt_events_sequence'), $2, $1, s.version, $3, $4, coalesce($6, now()), $5{string.Concat(extra.Select((_, i) => $", ${i + 8}"))} from s
            """;

        // The class name is the longest column of all, and the same for every event of a name: it is read once per name.
        var columns = "e.seq_id, e.type, e.data, e.id, e.version, e.timestamp" + taken;
        DotNetType = $"select mt_dotnet_type from {s}.mt_events where seq_id = $1";
        Stream = $"select {columns} from {s}.mt_events e where e.stream_id = $1 and e.is_archived = false order by e.version";
        StreamPart = $"""
            select {columns} from {s}.mt_events e where e.stream_id = $1 and e.version between $2 and $3 and e.timestamp <= $4
            and e.is_archived = false order by e.version
            """;
        // One index walk per stream, in order, without a sort of everything.
        Streams = $"""
            select {columns}, u.place from unnest($1::uuid[]) with ordinality u(id, place) cross join lateral (
                select * from {s}.mt_events m where m.stream_id = u.id and m.is_archived = false order by m.version) e
            """;
        LogPage = $"select {columns}, e.stream_id from {s}.mt_events e where e.seq_id > $1 and e.seq_id <= $2 and e.is_archived = false order by e.seq_id limit $3";
        StreamStates = $"select s.id, s.version, s.is_archived from {s}.mt_streams s where s.id = any($1)";
        Progress = $"select last_seq_id from {s}.mt_event_progression where name = $1";
        BeginProgress = $"insert into {s}.mt_event_progression (name, last_seq_id) values ($1, 0) on conflict (name) do nothing";
        MoveProgress = $"""
            with moved as (
                update {s}.mt_event_progression set last_seq_id = $3, last_updated = transaction_timestamp()
                where name = $1 and last_seq_id = $2 returning 1)
            select 1 / count(*) from moved
            """;
        SetProgress = $"""
            insert into {s}.mt_event_progression (name, last_seq_id) values ($1, $2)
            on conflict (name) do update set last_seq_id = excluded.last_seq_id, last_updated = transaction_timestamp()
            """;
        // Runs of consecutive numbers above the mark, with the snapshot that saw them, in one statement.
        Runs = $"""
            select pg_snapshot_xmin(pg_current_snapshot())::text::bigint, min(seq_id), max(seq_id)
            from (select seq_id, seq_id - row_number() over (order by seq_id) as run
                  from (select seq_id from {s}.mt_events where seq_id > $1 order by seq_id limit $2) above) numbered
            group by run order by 2
            """;
        SkipNumbers = $"""
            insert into {s}.mt_high_water_skips (ending_sequence, starting_sequence)
            select u.ending, u.starting from unnest($1::bigint[], $2::bigint[]) u(ending, starting) on conflict do nothing
            """;
    }

    public string StartStreams { get; }

    /// <summary>Divides by zero, and so undoes the save, unless every stream was at the version seen and is open.</summary>
    public string MoveStreams { get; }

    /// <summary>Divides by zero, and so undoes the save, when a stream is archived.</summary>
    public string ExtendStreams { get; }

    /// <summary>One event on one stream: no row, and no event, where the stream is not as the statement's name has it.</summary>
    public string StartStreamWithOne { get; }

    public string MoveStreamByOne { get; }

    public string ExtendStreamByOne { get; }

    public string AppendEvents { get; }

    public string AppendTimedEvents { get; }

    public string DotNetType { get; }

    public string Stream { get; }

    public string StreamPart { get; }

    public string Streams { get; }

    public string LogPage { get; }

    public string StreamStates { get; }

    public string Progress { get; }

    public string BeginProgress { get; }

    /// <summary>Divides by zero, and so undoes the page, when another daemon or a rebuild moved the progress.</summary>
    public string MoveProgress { get; }

    public string SetProgress { get; }

    public string Runs { get; }

    public string SkipNumbers { get; }
}
