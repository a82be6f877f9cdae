using Distribution.Packages.Content;
using Distribution.Packages.Uploads;

namespace Distribution.Packages.Upkeep;

/// <summary>Forgets uploads that nothing more came for, and what killed requests left in the store.</summary>
internal sealed class SweepUploads(ContentStore store, UploadEnd end, SharedLocks locks, ContentSettings settings, IServiceScopeFactory scopes, TimeProvider clock)
{
    /// <summary>Finds the uploads whose time is over. The texts compare as the times do: all are UTC.</summary>
    public const string Index = "create index if not exists mt_doc_upload_by_end on mt_doc_upload ((data ->> 'ExpiresAt'))";

    private const int Batch = 500;

    /// <summary>Sweeps once; returns how many uploads were given up.</summary>
    public async Task<int> SweepAsync(CancellationToken ct) => await SweepExpiredAsync(ct) + await SweepOrphansAsync(ct);

    private async Task<int> SweepExpiredAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        var now = clock.GetUtcNow();
        var swept = 0;
        foreach (var upload in await session.QueryAsync<Upload>("where data ->> 'ExpiresAt' < ? order by data ->> 'ExpiresAt' limit ?", ct, $"{now:O}", Batch))
        {
            await using var alone = await locks.TryTakeAsync(UploadEnd.LockOf(upload.Id), ct);
            // Somebody writes it, or wrote it just now.
            if (alone is null || await session.LoadAsync<Upload>(upload.Id, ct) is not { } known || known.ExpiresAt > now)
                continue;
            await end.ForgetAsync(upload.Id, ct);
            swept++;
        }

        return swept;
    }

    private async Task<int> SweepOrphansAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        var swept = 0;
        await foreach (var (id, writtenAt) in store.Growing.ListGrowingAsync(ct))
        {
            // A living request writes: what nobody has written for so long belongs to none.
            if (writtenAt > clock.GetUtcNow() - settings.UploadLifetime || await session.LoadAsync<Upload>(id, ct) is not null)
                continue;
            await store.Growing.ForgetAsync(id, ct);
            swept++;
        }

        return swept;
    }
}
