using Distribution.Packages.Content;

namespace Distribution.Packages.Upkeep;

/// <summary>Takes content away that no package refers to, neither as its content nor as its icon, some time after it was kept or claimed last.</summary>
internal sealed class RemoveUnusedContent(ContentStore store, ContentSettings settings, IServiceScopeFactory scopes, TimeProvider clock)
{
    /// <summary>Finds who refers to a content.</summary>
    public const string ContentIndex = "create index if not exists mt_doc_package_by_content on mt_doc_package ((data -> 'Attributes' ->> 'ContentSha256'))";

    /// <summary>Finds who refers to an icon.</summary>
    public const string IconIndex = "create index if not exists mt_doc_package_by_icon on mt_doc_package ((data -> 'Attributes' ->> 'IconSha256')) where data -> 'Attributes' ->> 'IconSha256' is not null";

    private const int Batch = 200;

    private const string Referring = """
        select data -> 'Attributes' ->> 'ContentSha256' from mt_doc_package
        where data ->> 'RemovedAt' is null and data -> 'Attributes' ->> 'ContentSha256' = any(?)
        union
        select data -> 'Attributes' ->> 'IconSha256' from mt_doc_package
        where data ->> 'RemovedAt' is null and data -> 'Attributes' ->> 'IconSha256' = any(?)
        union
        select id from mt_doc_content_claim where id = any(?) and data ->> 'ClaimedAt' > ?
        """;

    /// <summary>Goes over all content once; returns how many were taken away.</summary>
    public async Task<int> RemoveAsync(CancellationToken ct)
    {
        // What a killed process had begun to remove comes first: whoever claims it is waiting.
        var removed = await RemoveUnusedAsync(await BegunAsync(ct), ct);
        List<string> old = [];
        await foreach (var content in store.ListAsync("", ct))
        {
            if (content.KeptAt >= clock.GetUtcNow() - settings.UnusedLifetime)
                continue;
            old.Add(content.Sha256);
            if (old.Count < Batch)
                continue;
            removed += await RemoveUnusedAsync(old, ct);
            old.Clear();
        }

        return removed + await RemoveUnusedAsync(old, ct);
    }

    private async Task<IReadOnlyList<string>> BegunAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IDocumentSession>().QueryAsync<string>("select id from mt_doc_content_removal", ct);
    }

    private async Task<int> RemoveUnusedAsync(IReadOnlyList<string> addresses, CancellationToken ct)
    {
        if (addresses.Count == 0)
            return 0;
        await using var scope = scopes.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        string[] begun = [.. addresses.Except(await UsedAsync(session, addresses, ct)).Union(await BegunAsync(ct))];
        if (begun.Length == 0)
            return 0;
        session.Store([.. begun.Select(sha256 => new ContentRemoval(sha256, clock.GetUtcNow()))]);
        await session.SaveChangesAsync(ct);

        // Once more, now that every later claim sees the removal (see ContentClaims).
        string[] unused = [.. begun.Except(await UsedAsync(session, begun, ct))];
        foreach (var sha256 in unused)
            await store.RemoveAsync(sha256, ct);
        foreach (var sha256 in begun)
            session.Delete<ContentRemoval>(sha256);
        foreach (var sha256 in unused)
            session.Delete<ContentClaim>(sha256);
        await session.SaveChangesAsync(ct);
        return unused.Length;
    }

    private async Task<IReadOnlyList<string>> UsedAsync(IDocumentSession session, IReadOnlyList<string> addresses, CancellationToken ct)
    {
        string[] asked = [.. addresses];
        return await session.QueryAsync<string>(Referring, ct, asked, asked, asked, $"{clock.GetUtcNow() - settings.UnusedLifetime:O}");
    }
}
