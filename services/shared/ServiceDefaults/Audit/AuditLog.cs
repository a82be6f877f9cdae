namespace Distribution.ServiceDefaults;

/// <summary>Reads audited changes as the database has them, and not as a program would understand them: what is hashed is what lies there.</summary>
internal static class AuditLog
{
    /// <summary>Audited changes are few among all events; without this each look would read them all.</summary>
    public const string Index = "create index if not exists mt_events_idx_audit on mt_events (seq_id) where type = 'change_audited'";

    private const int Size = 500;

    /// <summary>The changes of a stretch of the log, both ends included, in its order.</summary>
    public static async Task<IReadOnlyList<LoggedChange>> ReadAsync(IDocumentSession session, long from, long to, CancellationToken ct)
    {
        var all = new List<LoggedChange>();
        while (true)
        {
            var page = await session.QueryAsync<string>(
                $"""
                select concat_ws('|', seq_id, id, stream_id, version, type, mt_dotnet_type, (extract(epoch from timestamp) * 1000000)::bigint, data::text)
                from mt_events where type = 'change_audited' and seq_id >= ? and seq_id <= ? order by seq_id limit {Size}
                """,
                ct, from, to);
            all.AddRange(page.Select(row => new LoggedChange(long.Parse(row.AsSpan(0, row.IndexOf('|', StringComparison.Ordinal)), provider: null), row)));
            if (page.Count < Size)
                return all;
            from = all[^1].Sequence + 1;
        }
    }

    /// <summary>How many changes stand behind a place in the log.</summary>
    public static async Task<long> CountBehindAsync(IDocumentSession session, long sequence, CancellationToken ct) =>
        (await session.QueryAsync<long>("select count(*) from mt_events where type = 'change_audited' and seq_id > ?", ct, sequence))[0];
}
