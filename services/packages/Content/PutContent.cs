using System.Globalization;
using Distribution.ServiceDefaults;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Distribution.Packages.Content;

/// <summary>Keeps content under its SHA-256: 201 when it is new, 200 when it was there; a repeat is harmless.</summary>
internal static class PutContent
{
    public static void MapPutContent(this IEndpointRouteBuilder routes) =>
        routes.MapPut("/contents/{sha256}", async Task<Results<Created, Ok, ProblemHttpResult>> (
            string sha256, HttpContext http, ContentStore store) =>
        {
            if (!ContentStore.IsAddress(sha256))
                throw Validation.Broken("sha256", "must be 64 lower-case hexadecimal digits");
            if (http.Request.ContentLength > ContentStore.LimitBytes)
                return TooLarge(http.Request.ContentLength.Value);
            // A client that waits for '100 Continue' need not send at all what is here already.
            if (http.Request.Headers.Expect == "100-continue" && await store.FindAsync(sha256) is not null)
                return TypedResults.Ok();
            // The store counts by itself, so that the answer can name the limit.
            http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
            try
            {
                // No token: a caller who goes away ends the reading by itself, and a cancelled reading keeps the server from tidying up.
                var result = await store.PutAsync(sha256, http.Request.Body, CancellationToken.None);
                return result.Outcome switch
                {
                    PutOutcome.Stored => TypedResults.Created($"/contents/{sha256}"),
                    PutOutcome.Present => TypedResults.Ok(),
                    PutOutcome.TooLarge => TooLarge(result.Bytes),
                    _ => TypedResults.Problem(statusCode: 422, detail: $"The address says {sha256}, but the {result.Bytes} bytes received have the SHA-256 {result.FoundSha256}."),
                };
            }
            catch (IOException fault) when (IsDiskFull(fault))
            {
                return TypedResults.Problem(statusCode: 507, detail: "The content store's disk is full; nothing was kept.");
            }
        });

    /// <summary>Whether a write failed for want of room: no space, or the quota is used up.</summary>
    internal static bool IsDiskFull(IOException fault) => OperatingSystem.IsWindows()
        ? (fault.HResult & 0xffff) is 0x70 or 0x27
        : fault.HResult is 28 or 122;

    private static ProblemHttpResult TooLarge(long found) => TypedResults.Problem(statusCode: 413, detail: string.Create(
        CultureInfo.InvariantCulture, $"Content may hold {ContentStore.LimitBytes} bytes (2^30); {found} or more were sent."));
}
