using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Distribution.Proxy;

/// <summary>
/// The API's document and a page to read it. Both are files of this program, approved in review: they are the same whatever service
/// is down, and say nothing of this installation.
/// </summary>
internal static class ApiDocs
{
    // Stricter than the dashboard's: the page runs its own script and fetches its own document.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapApiDocs(this WebApplication app)
    {
        Map(app, "/openapi.json", "openapi.json", "application/json");
        Map(app, "/docs", "docs.html", "text/html; charset=utf-8");
        Map(app, "/docs/docs.js", "docs.js", "text/javascript; charset=utf-8");
        Map(app, "/docs/docs.css", "docs.css", "text/css; charset=utf-8");
    }

    private static void Map(WebApplication app, string path, string file, string type)
    {
        using var resource = typeof(ApiDocs).Assembly.GetManifestResourceStream(file)!;
        using var copy = new MemoryStream();
        resource.CopyTo(copy);
        var bytes = copy.ToArray();
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\"");
        app.MapMethods(ServiceRoutes.Prefix + path, ["GET", "HEAD"], (HttpResponse response) =>
        {
            response.Headers.ContentSecurityPolicy = Policy;
            response.Headers.CacheControl = "no-cache";
            return TypedResults.Bytes(bytes, type, entityTag: tag);
        });
    }
}
