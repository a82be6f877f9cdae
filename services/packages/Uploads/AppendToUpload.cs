using System.Globalization;
using Distribution.Packages.Content;
using Distribution.ServiceDefaults;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Distribution.Packages.Uploads;

/// <summary>Takes the next bytes of an upload (tus: PATCH). What came before the connection broke is kept, and the upload goes on there.</summary>
internal static class AppendToUpload
{
    public static void MapAppendToUpload(this IEndpointRouteBuilder routes) =>
        routes.MapPatch("/uploads/{id:guid}", PatchAsync).SpeaksTus()
            .TakesBody("application/offset+octet-stream")
            .TakesHeader("Upload-Offset", "At which byte these begin: where the upload stands.")
            .TakesHeader("Upload-Checksum", "sha1 or sha256, a space, and the checksum of these bytes in base64.", required: false)
            .WithName("AppendToUpload").WithSummary("Appends bytes to an upload (tus: core).");

    internal static async Task<NoContent> PatchAsync(
        Guid id, HttpContext http, IDocumentSession session, UploadEnd end, UploadScans scans, ContentStore store, SharedLocks locks, ContentSettings settings, TimeProvider clock)
    {
        if (http.Request.ContentType != "application/offset+octet-stream")
            throw new BadHttpRequestException("The body must be application/offset+octet-stream.", StatusCodes.Status415UnsupportedMediaType);
        var from = TusProtocol.Number(http.Request, "Upload-Offset");
        using var checksum = UploadChecksum.Of(http.Request);
        await using var alone = await locks.TryTakeAsync(UploadEnd.LockOf(id), CancellationToken.None)
            ?? throw new BadHttpRequestException($"Upload {id} is being written by another request.", StatusCodes.Status423Locked);

        var upload = await UploadEnd.LoadAsync(session, id, clock.GetUtcNow(), CancellationToken.None);
        if (upload.Refusal is { } refusal)
            throw new UnprocessableException(refusal);
        var offset = upload.OffsetOf(await store.Growing.GrownAsync(id, CancellationToken.None));
        if (from != offset)
        {
            http.Response.Headers["Upload-Offset"] = offset.ToString(CultureInfo.InvariantCulture);
            throw new CommandRefusedException($"Upload {id} goes on at byte {offset}, not at {from}.");
        }

        http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
        if (upload.ContentSha256 is null)
            upload = await ReceiveContent.ExplainFullDisk(() => new UploadTurn(upload, offset, checksum, end, scans, store, settings, clock).TakeAsync(http.Request, alone.Lost));
        TusProtocol.Describe(http.Response, upload, upload.OffsetOf(await store.Growing.GrownAsync(id, CancellationToken.None)));
        return TypedResults.NoContent();
    }
}
