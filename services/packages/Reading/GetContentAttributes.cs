using Distribution.Packages.Content;
using Distribution.ServiceDefaults;

namespace Distribution.Packages.Reading;

/// <summary>Shows what a content says of itself before it becomes a package (domain 1.4). Nothing is kept: the content never changes, so neither does the answer.</summary>
internal static class GetContentAttributes
{
    public static void MapGetContentAttributes(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/contents/{sha256}/attributes", async (string sha256, string? fileName, string? innerPath, ContentStore store, CancellationToken ct) =>
        {
            if (string.IsNullOrWhiteSpace(fileName))
                throw Validation.Broken("fileName", "says what the content is read as, and is needed");
            if (await store.FindAsync(sha256, ct) is null)
                throw new NotFoundException("content", sha256);
            await using var content = await store.OpenAsync(sha256, ct);
            return TypedResults.Ok(await Task.Run(() => ContentReading.Read(content, fileName, string.IsNullOrEmpty(innerPath) ? null : innerPath), ct));
        }).WithName("GetContentAttributes").WithSummary("What a content says of itself.");
}
