using Distribution.Contracts.Rules;
using Distribution.Packages.Catalogue;
using Distribution.ServiceDefaults;

namespace Distribution.Packages.Content;

/// <summary>
/// Leads a person to a package's content, or to its icon, by a link of their own. This is the one place where a person gets a link,
/// and so the one place where they are asked whether they may read packages.
/// </summary>
internal static class GetPackageContent
{
    /// <summary>Long enough to go on with a broken download over a thin line, short enough that a link sent around soon leads nowhere.</summary>
    private const int LinkLivesSeconds = 60 * 60;

    public static void MapGetPackageContent(this IEndpointRouteBuilder routes)
    {
        Map(routes, "content", package => (package.ContentSha256, package.FileName));
        Map(routes, "icon", package => (package.IconSha256, "icon.png"));
    }

    private static void Map(IEndpointRouteBuilder routes, string what, Func<PackageAttributes, (string? Sha256, string FileName)> choose) =>
        routes.MapMethods($"/packages/{{id:guid}}/{what}", ["GET", "HEAD"], async (
            Guid id, HttpContext http, IDocumentSession session, ContentLinkKeys keys, TimeProvider clock, CancellationToken ct) =>
        {
            var package = await session.LoadAsync<Package>(id, ct) is { RemovedAt: null } found ? found.Attributes : throw new NotFoundException("package", id);
            var (sha256, fileName) = choose(package);
            http.Response.Headers.CacheControl = "no-store";
            var expires = clock.GetUtcNow().ToUnixTimeSeconds() + LinkLivesSeconds;
            return TypedResults.Redirect(ContentLinks.PathOf(sha256 ?? throw new NotFoundException(what, $"of package {id}"), expires, keys, fileName));
        }).WithName(what == "content" ? "GetPackageContent" : "GetPackageIcon").WithSummary($"Leads to a package's {what} by a signed link.").Produces(StatusCodes.Status302Found);
}
