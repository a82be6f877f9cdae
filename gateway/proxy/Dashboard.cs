using Microsoft.AspNetCore.StaticFiles;

namespace Distribution.Proxy;

/// <summary>The dashboard's files, which the build puts into wwwroot. A page's address is the browser's business, so it gets index.html.</summary>
internal static class Dashboard
{
    // Only what is the same for everybody is packed: an answer with a secret in it would tell of it by its length.
    private static readonly string[] Packed = ["text/html", "text/css", "text/javascript", "image/svg+xml"];

    public static void AddDashboard(this WebApplicationBuilder builder) => builder.Services.AddResponseCompression(options =>
    {
        options.EnableForHttps = true;
        options.MimeTypes = Packed;
    });

    public static void MapDashboard(this WebApplication app)
    {
        app.UseWhen(context => !context.Request.Path.StartsWithSegments(ServiceRoutes.Prefix), pages => pages.UseResponseCompression());
        var files = new StaticFileOptions { OnPrepareResponse = Caching };
        app.UseStaticFiles(files);
        app.MapFallbackToFile("{**path:nonfile}", "index.html", files);
    }

    // Files below assets/ carry a hash of themselves in their names; index.html names them and must be asked for each time.
    private static void Caching(StaticFileResponseContext served) => served.Context.Response.Headers.CacheControl =
        served.Context.Request.Path.StartsWithSegments("/assets") ? "public, max-age=31536000, immutable" : "no-cache";
}
