using Distribution.Packages.Catalogue;
using Distribution.Packages.Content;
using Distribution.ServiceDefaults;
using FluentValidation;

namespace Distribution.Packages.Uploads;

/// <summary>Begins an upload (tus: creation). Its metadata may name the file ('filename') and the SHA-256 that the whole must have ('sha256').</summary>
internal static class CreateUpload
{
    private const int LongestMetadata = 4096;

    public static void MapCreateUpload(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/uploads", async (HttpContext http, IDocumentSession session, UploadEnd end, ContentSettings settings, TimeProvider clock, CancellationToken ct) =>
        {
            var id = http.RequestedId(null);
            var upload = await session.LoadAsync<Upload>(id, ct) ?? Read(http.Request, id, clock.GetUtcNow(), settings);
            session.Store(upload);
            await session.SaveChangesAsync(ct);
            // Nothing will ever follow what is empty.
            if (upload is { Length: 0, ContentSha256: null, Refusal: null })
                upload = await end.CompleteAsync(upload, new ContentScan(), ct);
            TusProtocol.Describe(http.Response, upload, 0);
            return TypedResults.Created($"/uploads/{id}");
        }).SpeaksTus()
            .TakesHeader("Upload-Length", "How many bytes the whole has.")
            .TakesHeader("Upload-Metadata", "Words with values in base64, parted by commas: filename, sha256.", required: false, LongestMetadata)
            .TakesIdempotencyKey().WithName("CreateUpload").WithSummary("Begins an upload (tus: creation); its metadata may name the file and the SHA-256 of the whole.");

    private static Upload Read(HttpRequest request, Guid id, DateTimeOffset now, ContentSettings settings)
    {
        var length = TusProtocol.Number(request, "Upload-Length");
        if (length > ContentStore.LimitBytes)
            throw ReceiveContent.TooLarge(length);
        var header = request.Headers["Upload-Metadata"].ToString();
        if (header.Length > LongestMetadata)
            throw Validation.Broken("Upload-Metadata", $"must have at most {LongestMetadata} characters, not {header.Length}");
        var metadata = TusProtocol.Metadata(header);
        var sha256 = metadata.GetValueOrDefault("sha256");
        if (sha256 is not null && !ContentStore.IsAddress(sha256))
            throw Validation.Broken("Upload-Metadata", "'sha256' must be 64 lower-case hexadecimal digits");
        var fileName = metadata.GetValueOrDefault("filename");
        var name = new InlineValidator<Upload>();
        name.RuleFor(upload => upload.FileName!).FileName();
        var upload = new Upload(id, length, header.Length > 0 ? header : null, fileName, sha256, now, now + settings.UploadLifetime);
        return name.Validate(upload) is { IsValid: false } broken ? throw new ValidationException(broken.Errors) : upload;
    }
}
