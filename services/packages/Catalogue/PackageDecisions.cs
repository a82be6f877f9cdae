using Distribution.ServiceDefaults;

namespace Distribution.Packages.Catalogue;

/// <summary>Decides on one package together with what others name; when another writer was faster, all is read and decided again.</summary>
internal sealed class PackageDecisions(IServiceScopeFactory scopes, Correlation correlation)
{
    /// <summary>Finds who depends upon a package.</summary>
    public const string Index = "create index if not exists mt_doc_listed_package_by_dependency on mt_doc_listed_package using gin ((data -> 'DependsOn') jsonb_path_ops)";

    private const string Reached = """
        with recursive reached(id) as (
          select unnest(?::uuid[])
          union
          select link.id::uuid from reached
          join mt_doc_listed_package p on p.id = reached.id
          cross join lateral jsonb_array_elements_text((p.data -> 'DependsOn') || (p.data -> 'Supersedes')) link(id))
        select jsonb_build_object('Id', p.id, 'Name', p.data -> 'Summary' -> 'Name', 'DependsOn', p.data -> 'DependsOn', 'Supersedes', p.data -> 'Supersedes')
        from reached join mt_doc_listed_package p on p.id = reached.id
        """;

    /// <param name="expectedVersion">The version that the caller has seen; null is whichever it is.</param>
    /// <param name="named">The packages that the command names; null when it says nothing about links.</param>
    /// <exception cref="ConcurrencyException">The package is at another version than the one expected.</exception>
    public async Task DecideAsync(
        Guid id, long? expectedVersion, IReadOnlyCollection<Guid>? named, DateTimeOffset now,
        Func<Package?, KnownLinks, object[]> decide, CancellationToken ct)
    {
        while (!await TryAsync(id, expectedVersion, named is not null, now, async (session, state) =>
            decide(state, await KnownAsync(session, named ?? [], ct)), ct))
            ct.ThrowIfCancellationRequested();
    }

    /// <summary>Takes a package out of the catalogue, unless tasks or packages need it.</summary>
    public async Task RemoveAsync(Guid id, DateTimeOffset now, CancellationToken ct)
    {
        while (!await TryAsync(id, null, guarded: true, now, async (session, state) =>
            Package.Remove(state, id, [.. await TasksAsync(session, id, ct), .. await DependentsAsync(session, id, ct)], now), ct))
            ct.ThrowIfCancellationRequested();
    }

    private async Task<bool> TryAsync(
        Guid id, long? expectedVersion, bool guarded, DateTimeOffset now, Func<IDocumentSession, Package?, Task<object[]>> decide, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var inner = scope.ServiceProvider.GetRequiredService<Correlation>();
        (inner.Id, inner.Cause, inner.TraceParent) = (correlation.Id, correlation.Cause, correlation.TraceParent);
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        // The guard is read before the links: whoever changes one after this moment is found out by the save.
        var guard = guarded ? await session.Events.FetchForWriting<CatalogueLinks>(CatalogueLinks.StreamId, ct) : null;
        var stream = await session.Events.FetchForWriting<Package>(id, ct);
        // A stream that does not exist is the decision's to refuse: 'unknown' says more than 'stale'.
        if (expectedVersion is { } expected && stream.Aggregate is not null && stream.CurrentVersion != expected)
            stream = await session.Events.FetchForWriting<Package>(id, expected, ct);
        var events = await decide(session, stream.Aggregate);
        stream.AppendMany(events);
        if (events.Length > 0)
            guard?.AppendOne(new LinksChanged(id, now));
        try
        {
            await session.SaveChangesAsync(ct);
            return true;
        }
        catch (Exception raced) when (raced is ConcurrencyException or ExistingStreamIdCollisionException)
        {
            return false;
        }
    }

    private static async Task<KnownLinks> KnownAsync(IDocumentSession session, IReadOnlyCollection<Guid> named, CancellationToken ct) =>
        new(named.Count == 0 ? [] : await session.QueryAsync<LinkedPackage>(Reached, ct, named.ToArray()));

    private static Task<IReadOnlyList<Obstacle>> TasksAsync(IDocumentSession session, Guid id, CancellationToken ct) => session.QueryAsync<Obstacle>(
        $"select jsonb_build_object('Kind', 'task', 'Id', data -> 'TaskId', 'Name', data -> 'Name') from mt_doc_using_task where {TasksInUse.Going} and data -> 'PackageIds' @> ?::jsonb order by data ->> 'Name' limit 20",
        ct, $"[\"{id:D}\"]");

    private static Task<IReadOnlyList<Obstacle>> DependentsAsync(IDocumentSession session, Guid id, CancellationToken ct) => session.QueryAsync<Obstacle>(
        "select jsonb_build_object('Kind', 'package', 'Id', id, 'Name', data -> 'Summary' -> 'Name') from mt_doc_listed_package where data -> 'DependsOn' @> ?::jsonb order by data ->> 'NameKey' limit 20",
        ct, $"[\"{id:D}\"]");
}
