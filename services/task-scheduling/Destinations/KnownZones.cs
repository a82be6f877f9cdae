using Distribution.Contracts.Rules;

namespace Distribution.TaskScheduling.Destinations;

/// <summary>The computers' own time zones, as their inventory told.</summary>
internal static class KnownZones
{
    /// <summary>The zones of the computers of a task.</summary>
    public static async Task<IReadOnlyDictionary<Guid, TimeZoneInfo>> OfTaskAsync(IDocumentSession session, Guid taskId, CancellationToken ct) =>
        await OfAsync(session, await session.QueryAsync<Guid>(
            "select (data ->> 'ComputerId')::uuid from mt_doc_execution where data ->> 'TaskId' = ?", ct, taskId.ToString("D")), ct);

    /// <summary>The zone of each computer; one whose zone is unknown, or is called by no IANA name, counts as UTC.</summary>
    public static async Task<IReadOnlyDictionary<Guid, TimeZoneInfo>> OfAsync(IDocumentSession session, IEnumerable<Guid> computers, CancellationToken ct)
    {
        var known = await session.QueryAsync<KnownComputer>("where id = any(?)", ct, computers.Select(KnownComputer.IdFor).ToArray());
        return known.ToDictionary(c => c.ComputerId, c => (c.TimeZone is { } name ? LocalStart.Zone(name) : null) ?? TimeZoneInfo.Utc);
    }
}
