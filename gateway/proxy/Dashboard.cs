using Microsoft.AspNetCore.StaticFiles;

namespace Distribution.Proxy;

/// <summary>The dashboard's files, which the build puts into wwwroot. A page's address is the browser's business, so it gets index.html.</summary>
internal static class Dashboard
{
    public static void MapDashboard(this WebApplication app)
    {
        var files = new StaticFileOptions { OnPrepareResponse = Caching };
        app.UseStaticFiles(files);
        app.MapFallbackToFile("{**path:nonfile}", "index.html", files);
    }

    // Files below assets/ carry a hash of themselves in their names; index.html names them and must be asked for each time.
    private static void Caching(StaticFileResponseContext served) => served.Context.Response.Headers.CacheControl =
        served.Context.Request.Path.StartsWithSegments("/assets") ? "public, max-age=31536000, immutable" : "no-cache";
}
