using System.Globalization;
using System.Text;
using Distribution.Packages.Content;
using Distribution.ServiceDefaults;

namespace Distribution.Packages.Uploads;

/// <summary>What every request of the tus protocol, version 1.0.0, has in common (https://tus.io/protocols/resumable-upload).</summary>
internal static class TusProtocol
{
    public const string Version = "1.0.0";
    public const string Extensions = "creation,checksum,expiration,termination";
    public const string ContentSha256 = "Content-Sha256";

    /// <summary>Answers in the protocol's version, and refuses (412) a client that speaks another.</summary>
    private static async ValueTask<object?> Speak(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var (request, response) = (context.HttpContext.Request, context.HttpContext.Response);
        response.Headers["Tus-Resumable"] = Version;
        if (request.Headers["Tus-Resumable"] == Version)
            return await next(context);
        response.Headers["Tus-Version"] = Version;
        throw new BadHttpRequestException($"The header Tus-Resumable must be {Version}.", StatusCodes.Status412PreconditionFailed);
    }

    /// <summary>An endpoint of the protocol.</summary>
    public static RouteHandlerBuilder SpeaksTus(this RouteHandlerBuilder endpoint) =>
        endpoint.AddEndpointFilter(Speak).TakesHeader("Tus-Resumable", $"The version of the protocol: {Version}.");

    /// <summary>Some clients can only POST and name the method that they mean in a header, which the protocol asks to obey.</summary>
    public static void UseTusMethods(this WebApplication app)
    {
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/uploads", StringComparison.Ordinal), uploads => uploads.UseHttpMethodOverride());
        // Endpoints are chosen after the method is known, and not before everything else as they would be by themselves.
        app.UseRouting();
    }

    /// <summary>The number in a header; 400 when it is missing or none.</summary>
    public static long Number(HttpRequest request, string header) =>
        long.TryParse(request.Headers[header], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Validation.Broken(header, $"must be a number of bytes, not '{request.Headers[header]}'");

    /// <summary>The pairs of Upload-Metadata: words with values in base64, parted by commas; 400 when they are not.</summary>
    public static Dictionary<string, string> Metadata(string? header)
    {
        Dictionary<string, string> pairs = new(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in (header ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var space = pair.IndexOf(' ', StringComparison.Ordinal);
            var value = Array.Empty<byte>();
            if (space >= 0 && Base64(pair[(space + 1)..]) is not { } bytes)
                throw Validation.Broken("Upload-Metadata", $"the value of '{pair[..space]}' must be base64");
            else if (space >= 0)
                value = Base64(pair[(space + 1)..])!;
            if (!pairs.TryAdd(space < 0 ? pair : pair[..space], Encoding.UTF8.GetString(value)))
                throw Validation.Broken("Upload-Metadata", $"'{(space < 0 ? pair : pair[..space])}' stands there twice");
        }

        return pairs;
    }

    /// <summary>Bytes from base64, or null.</summary>
    public static byte[]? Base64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }

    /// <summary>Says where an upload stands.</summary>
    public static void Describe(HttpResponse response, Upload upload, long offset)
    {
        response.Headers["Upload-Offset"] = offset.ToString(CultureInfo.InvariantCulture);
        response.Headers["Upload-Expires"] = upload.ExpiresAt.ToString("R", CultureInfo.InvariantCulture);
        response.Headers.CacheControl = "no-store";
        if (upload.ContentSha256 is { } sha256)
            response.Headers[ContentSha256] = sha256;
    }

    /// <summary>Says what this server can (OPTIONS).</summary>
    public static void MapTusOptions(this IEndpointRouteBuilder routes)
    {
        foreach (var path in (string[])["/uploads", "/uploads/{id:guid}"])
        {
            routes.MapMethods(path, ["OPTIONS"], (HttpResponse response) =>
            {
                response.Headers["Tus-Resumable"] = Version;
                response.Headers["Tus-Version"] = Version;
                response.Headers["Tus-Extension"] = Extensions;
                response.Headers["Tus-Max-Size"] = ContentStore.LimitBytes.ToString(CultureInfo.InvariantCulture);
                response.Headers["Tus-Checksum-Algorithm"] = "sha1,sha256";
                return TypedResults.NoContent();
            }).WithName(path == "/uploads" ? "GetTusOptions" : "GetTusOptionsOfUpload").WithSummary("What this server can of the protocol (tus: OPTIONS).");
        }
    }
}
