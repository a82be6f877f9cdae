using Distribution.ServiceDefaults;
using Microsoft.Net.Http.Headers;

namespace Distribution.Packages.Content;

/// <summary>Serves content, whole or by range; its address is its hash, so any cache may keep it for ever.</summary>
internal static class GetContent
{
    public static void MapGetContent(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/contents/{sha256}", ["GET", "HEAD"], async (string sha256, HttpContext http, ContentStore store, CancellationToken ct) =>
        {
            var content = await store.FindAsync(sha256, ct) ?? throw new NotFoundException("content", sha256);
            http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
            http.Response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(sha256))}:";
            return TypedResults.Stream(
                await store.OpenAsync(sha256, ct), "application/octet-stream", lastModified: content.KeptAt,
                entityTag: new EntityTagHeaderValue($"\"{sha256}\""), enableRangeProcessing: true);
        });
}
