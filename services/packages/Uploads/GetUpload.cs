using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Distribution.Packages.Uploads;

/// <summary>How far an upload has come: as tus asks (HEAD), and for people (GET).</summary>
internal static class GetUpload
{
    public static void MapGetUpload(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/uploads/{id:guid}", ["HEAD"], async Task<Results<Ok, StatusCodeHttpResult>> (
            Guid id, HttpContext http, IDocumentSession session, UploadEnd end, TimeProvider clock, CancellationToken ct) =>
        {
            var (upload, offset) = await ReadAsync(id, session, end, clock, ct);
            if (upload.Refusal is not null)
                return TypedResults.StatusCode(StatusCodes.Status410Gone);
            TusProtocol.Describe(http.Response, upload, offset);
            http.Response.Headers["Upload-Length"] = upload.Length.ToString(CultureInfo.InvariantCulture);
            if (upload.Metadata is not null)
                http.Response.Headers["Upload-Metadata"] = upload.Metadata;
            return TypedResults.Ok();
        }).SpeaksTus().WithName("GetUploadOffset").WithSummary("How far an upload is (tus: core).");

        routes.MapGet("/uploads/{id:guid}", async (
            Guid id, HttpContext http, IDocumentSession session, UploadEnd end, TimeProvider clock, CancellationToken ct) =>
        {
            var (upload, offset) = await ReadAsync(id, session, end, clock, ct);
            http.Response.Headers.CacheControl = "no-store";
            return TypedResults.Ok(new UploadView(id, upload.Length, offset, upload.FileName, upload.CreatedAt, upload.ExpiresAt, upload.ContentSha256, upload.Refusal));
        }).WithName("GetUpload").WithSummary("What became of an upload.");
    }

    private static async Task<(Upload Upload, long Offset)> ReadAsync(Guid id, IDocumentSession session, UploadEnd end, TimeProvider clock, CancellationToken ct)
    {
        var upload = await UploadEnd.LoadAsync(session, id, clock.GetUtcNow(), ct);
        upload = await end.GoOnAsync(upload, ct);
        return (upload, upload.OffsetOf(await end.GrownAsync(upload, ct)));
    }
}
