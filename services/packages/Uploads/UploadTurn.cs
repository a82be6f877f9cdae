using Distribution.Packages.Content;
using Distribution.ServiceDefaults;

namespace Distribution.Packages.Uploads;

/// <summary>One request's turn at an upload, alone: it goes on at an offset and ends further on, or where it began.</summary>
internal sealed class UploadTurn(
    Upload upload, long offset, UploadChecksum? checksum, UploadEnd end, UploadScans scans, ContentStore store, ContentSettings settings, TimeProvider clock)
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>Takes the body; returns what became of the upload.</summary>
    /// <exception cref="UnprocessableException">It can never become content, and is refused for good.</exception>
    /// <exception cref="BadHttpRequestException">413: too many bytes came. 460: they do not have their checksum. None of them is kept.</exception>
    public async Task<Upload> TakeAsync(HttpRequest request, CancellationToken lost)
    {
        if (request.ContentLength > upload.Length - offset)
            throw TooMany(request.ContentLength.Value);
        if (upload.UncheckedFrom is not null)
            await CutOffAsync();
        upload = upload with { ExpiresAt = clock.GetUtcNow() + settings.UploadLifetime, UncheckedFrom = checksum is null ? null : offset };
        await end.SaveAsync(upload, None);

        var scan = await scans.TakeAsync(upload.Id, offset, store.Growing, None);
        var isGood = false;
        try
        {
            await ReceiveAsync(request, scan, lost);
            isGood = true;
        }
        catch (UnprocessableException refusal)
        {
            await end.RefuseAsync(upload, refusal.Message, None);
            throw;
        }
        finally
        {
            // Where the scan and the store may have parted, the next request reads again.
            if (!isGood)
                await scan.DisposeAsync();
        }

        if (scan.Bytes == upload.Length)
            return await end.CompleteAsync(upload, scan, None);
        await scans.GiveBackAsync(upload.Id, scan);
        upload = upload with { ExpiresAt = clock.GetUtcNow() + settings.UploadLifetime, UncheckedFrom = null };
        await end.SaveAsync(upload, None);
        return upload;
    }

    private async Task ReceiveAsync(HttpRequest request, ContentScan scan, CancellationToken lost)
    {
        BadHttpRequestException fault;
        await using (var target = await store.Growing.GrowAsync(upload.Id, offset, None))
        {
            // Without the lock another replica may write: this one must stop.
            await using var stop = lost.Register(request.HttpContext.Abort);
            var most = upload.Length - offset;
            var received = await ReceiveContent.CopyAsync(request.Body, target, most, upload.FileName, scan, checksum is null ? null : checksum.AppendAsync);
            if (received <= most && checksum?.Matches() != false)
            {
                await target.FlushAsync(None);
                return;
            }

            fault = received > most
                ? TooMany(received)
                : new BadHttpRequestException("The bytes of this request do not have the checksum that it gives; none of them is kept.", UploadChecksum.Mismatch);
        }

        await CutOffAsync();
        await end.SaveAsync(upload with { UncheckedFrom = null }, None);
        throw fault;
    }

    // Opening at the offset forgets what lies behind it.
    private async Task CutOffAsync() => await (await store.Growing.GrowAsync(upload.Id, offset, None)).DisposeAsync();

    private BadHttpRequestException TooMany(long found) => new(
        $"The upload was announced with {upload.Length} bytes, {upload.Length - offset} of which are missing; {found} or more were sent.",
        StatusCodes.Status413PayloadTooLarge);
}
