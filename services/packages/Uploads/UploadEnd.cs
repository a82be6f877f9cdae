using Distribution.Packages.Content;
using Distribution.ServiceDefaults;

namespace Distribution.Packages.Uploads;

/// <summary>How an upload ends: as content, refused, or given up.</summary>
internal sealed class UploadEnd(ContentStore store, ContentClaims claims, SharedLocks locks, UploadScans scans, IServiceScopeFactory scopes)
{
    /// <summary>The name of the lock that keeps two writers of one upload apart.</summary>
    public static string LockOf(Guid id) => $"upload {id}";

    /// <summary>An upload that can go on or has ended well or badly; 404 when there is none, 410 when its time is over.</summary>
    public static async Task<Upload> LoadAsync(IDocumentSession session, Guid id, DateTimeOffset now, CancellationToken ct)
    {
        var upload = await session.LoadAsync<Upload>(id, ct) ?? throw new NotFoundException("upload", id);
        return upload.ExpiresAt > now
            ? upload
            : throw new BadHttpRequestException($"Upload {id} was given up at {upload.ExpiresAt:O}, because nothing more had come.", StatusCodes.Status410Gone);
    }

    /// <summary>How many bytes the store has of an upload.</summary>
    public Task<long?> GrownAsync(Upload upload, CancellationToken ct) => store.Growing.GrownAsync(upload.Id, ct);

    /// <summary>Makes an upload content; everything came in.</summary>
    /// <exception cref="UnprocessableException">It is not what was announced; the upload is refused for good.</exception>
    public async Task<Upload> CompleteAsync(Upload upload, ContentScan scan, CancellationToken ct)
    {
        await using var ended = scan;
        Scanned scanned;
        try
        {
            scanned = await ReceiveContent.FinishAsync(scan, upload.FileName);
            if (upload.Sha256 is { } announced && announced != scanned.Sha256)
                throw ReceiveContent.OtherContent(announced, upload.Length, scanned.Sha256);
        }
        catch (UnprocessableException refusal)
        {
            await RefuseAsync(upload, refusal.Message, ct);
            throw;
        }

        if (upload.Length == 0)
            await (await store.Growing.GrowAsync(upload.Id, 0, ct)).DisposeAsync();
        // First the intent: whoever finds it after a crash can tell that only the last step is missing.
        var complete = upload with { ContentSha256 = scanned.Sha256, UncheckedFrom = null };
        await claims.ClaimAsync(scanned.Sha256, ct);
        await SaveAsync(complete, ct);
        await store.KeepAsync(upload.Id, scanned, ct);
        return complete;
    }

    /// <summary>Ends what a killed process had begun to end.</summary>
    public async Task<Upload> GoOnAsync(Upload upload, CancellationToken ct)
    {
        if (upload.ContentSha256 is null || await GrownAsync(upload, ct) is null)
            return upload;
        await using var alone = await locks.TryTakeAsync(LockOf(upload.Id), ct);
        if (alone is null || await GrownAsync(upload, ct) is not { } grown)
            return upload;
        var scan = await scans.TakeAsync(upload.Id, grown, store.Growing, ct);
        return await CompleteAsync(upload, scan, ct);
    }

    /// <summary>Remembers why an upload can never become content, and forgets its bytes.</summary>
    public async Task RefuseAsync(Upload upload, string refusal, CancellationToken ct)
    {
        await SaveAsync(upload with { Refusal = refusal, UncheckedFrom = null }, ct);
        await store.Growing.ForgetAsync(upload.Id, ct);
    }

    /// <summary>Forgets an upload altogether.</summary>
    public async Task ForgetAsync(Guid id, CancellationToken ct)
    {
        await store.Growing.ForgetAsync(id, ct);
        await scans.ForgetAsync(id);
        await using var scope = scopes.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        session.Delete<Upload>(id);
        await session.SaveChangesAsync(ct);
    }

    /// <summary>Writes an upload down.</summary>
    public async Task SaveAsync(Upload upload, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        session.Store(upload);
        await session.SaveChangesAsync(ct);
    }
}
