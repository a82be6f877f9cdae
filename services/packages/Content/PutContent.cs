using Distribution.ServiceDefaults;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Distribution.Packages.Content;

/// <summary>
/// Keeps content under its SHA-256: 201 when it is new, 200 when it was there; a repeat is harmless. With ?fileName= a .zip is
/// judged while it streams in; without, its verdict waits for the package.
/// </summary>
internal static class PutContent
{
    public static void MapPutContent(this IEndpointRouteBuilder routes) =>
        routes.MapPut("/contents/{sha256}", async Task<Results<Created, Ok>> (
            string sha256, string? fileName, HttpContext http, ContentStore store, ContentClaims claims) =>
        {
            if (!ContentStore.IsAddress(sha256))
                throw Validation.Broken("sha256", "must be 64 lower-case hexadecimal digits");
            if (http.Request.ContentLength > ContentStore.LimitBytes)
                throw ReceiveContent.TooLarge(http.Request.ContentLength.Value);
            await claims.ClaimAsync(sha256, CancellationToken.None);
            var isHere = await store.FindAsync(sha256) is not null;
            // A client that waits for '100 Continue' need not send at all what is here already.
            if (isHere && http.Request.Headers.Expect == "100-continue")
                return TypedResults.Ok();
            // The store counts by itself, so that the answer can name the limit.
            http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
            return await ReceiveContent.ExplainFullDisk<Results<Created, Ok>>(async () =>
            {
                await KeepAsync(store, sha256, fileName, http.Request.Body, isHere);
                return isHere ? TypedResults.Ok() : TypedResults.Created($"/contents/{sha256}");
            });
        }).TakesBody("application/octet-stream").WithName("PutContent").WithSummary("Keeps content under its SHA-256.");

    /// <summary>Reads a body to its end and keeps it if it is what its address says. Whatever goes wrong, no part of it stays.</summary>
    internal static async Task KeepAsync(ContentStore store, string sha256, string? fileName, Stream body, bool isHere = false, long limit = ContentStore.LimitBytes)
    {
        var id = Guid.CreateVersion7();
        await using var scan = new ContentScan();
        try
        {
            await using var target = isHere ? Stream.Null : await store.Growing.GrowAsync(id, 0, CancellationToken.None);
            var bytes = await ReceiveContent.CopyAsync(body, target, limit, fileName, scan);
            if (bytes > limit)
                throw ReceiveContent.TooLarge(bytes);
            var scanned = await ReceiveContent.FinishAsync(scan, fileName);
            if (scanned.Sha256 != sha256)
                throw ReceiveContent.OtherContent(sha256, bytes, scanned.Sha256);
            await target.FlushAsync();
            if (!isHere)
                await store.KeepAsync(id, scanned, CancellationToken.None);
        }
        finally
        {
            await store.Growing.ForgetAsync(id, CancellationToken.None);
        }
    }
}
