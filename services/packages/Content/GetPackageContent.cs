using Distribution.Contracts.Rules;
using Distribution.Packages.Catalogue;
using Distribution.ServiceDefaults;

namespace Distribution.Packages.Content;

/// <summary>
/// Leads a person to a package's content by a link of their own. This is the one place where a person gets a link,
/// and so the one place to ask whether they may read packages; whom the gateway lets in may, until it asks who is calling.
/// </summary>
internal static class GetPackageContent
{
    /// <summary>Long enough to go on with a broken download over a thin line, short enough that a link sent around soon leads nowhere.</summary>
    private const int LinkLivesSeconds = 60 * 60;

    public static void MapGetPackageContent(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/packages/{id:guid}/content", ["GET", "HEAD"], async (
            Guid id, HttpContext http, IDocumentSession session, ContentLinkKeys keys, TimeProvider clock, CancellationToken ct) =>
        {
            var package = await session.LoadAsync<Package>(id, ct) is { RemovedAt: null } found ? found.Attributes : throw new NotFoundException("package", id);
            http.Response.Headers.CacheControl = "no-store";
            var expires = clock.GetUtcNow().ToUnixTimeSeconds() + LinkLivesSeconds;
            return TypedResults.Redirect(ContentLinks.PathOf(package.ContentSha256, expires, keys, package.FileName));
        });
}
