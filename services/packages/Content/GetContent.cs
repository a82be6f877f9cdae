using Distribution.Contracts.Rules;
using Distribution.ServiceDefaults;
using Microsoft.Net.Http.Headers;

namespace Distribution.Packages.Content;

/// <summary>
/// Serves content, whole or by range, to whoever holds a signed link to it; its address is its hash, so any cache may keep it for ever.
/// HEAD without a link tells a caller whether content is here, so that nobody uploads it a second time; the bytes need a link.
/// </summary>
internal static class GetContent
{
    public static void MapGetContent(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/contents/{sha256}", ["GET", "HEAD"], async Task<IResult> (
            string sha256, string? expires, string? signature, string? name, HttpContext http, ContentStore store, ContentLinkKeys keys, TimeProvider clock,
            PresentCaller caller, CancellationToken ct) =>
        {
            var verdict = ContentLinks.Judge(sha256, expires, signature, name, keys, clock.GetUtcNow());
            var asksWhetherHere = verdict == ContentLinkVerdict.Missing && HttpMethods.IsHead(http.Request.Method) && caller.Value is not null;
            if (verdict != ContentLinkVerdict.Good && !asksWhetherHere)
                return TypedResults.Problem(statusCode: 403, detail: Refusal(verdict, expires));
            var content = await store.FindAsync(sha256, ct) ?? throw new NotFoundException("content", sha256);
            http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
            http.Response.Headers.ETag = $"\"{sha256}\"";
            http.Response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(sha256))}:";
            if (ByteRanges.Several(http.Request.Headers.Range, content.Size) is { } ranges && AsksUnconditionally(http.Request, sha256))
                return new SeveralRanges(await store.OpenAsync(sha256, ct), content.Size, ranges, Guid.NewGuid());
            return TypedResults.Stream(
                await store.OpenAsync(sha256, ct), "application/octet-stream", name, lastModified: content.KeptAt,
                entityTag: new EntityTagHeaderValue($"\"{sha256}\""), enableRangeProcessing: true);
        }).Answers("application/octet-stream").WithName("GetContent").WithSummary("The bytes of a content, whole or in ranges.");

    // The framework answers conditions and single ranges; several ranges it serves as the whole.
    private static bool AsksUnconditionally(HttpRequest request, string sha256) =>
        request.Headers is { IfMatch.Count: 0, IfNoneMatch.Count: 0, IfModifiedSince.Count: 0, IfUnmodifiedSince.Count: 0 }
        && (request.Headers.IfRange.Count == 0 || request.Headers.IfRange == $"\"{sha256}\"");

    private static string Refusal(ContentLinkVerdict verdict, string? expires) => verdict switch
    {
        ContentLinkVerdict.Missing => "Content is served by signed links alone: a computer gets one with its task, a person from GET /packages/{id}/content.",
        ContentLinkVerdict.Expired => $"This link expired at {expires} (Unix seconds): a re-execution gives the computer a new one, GET /packages/{{id}}/content a person.",
        _ => "This link's signature is not right: a part of the address was changed, or its key is not in use any more.",
    };
}
