using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Distribution.Cli.Packages;

/// <summary>
/// Sends a file by the tus protocol, version 1.0.0. A connection that breaks is gone on with from where the platform says that it
/// stands; so is an upload that an earlier run began.
/// </summary>
internal sealed class ResumableUpload(Gateway gateway, FileInfo file, string sha256, Action<long> reached)
{
    private const int TriesWithoutProgress = 6;

    private readonly UploadPlaces _places = new(gateway.Server, file);

    /// <summary>Sends it; false when this platform knows no resumable uploads.</summary>
    public async Task<bool> Send(CancellationToken cancel)
    {
        try
        {
            await SendAll(cancel);
            return true;
        }
        catch (GatewayException refused) when (_places.Known is null && refused.Status is (int)HttpStatusCode.NotFound or (int)HttpStatusCode.MethodNotAllowed)
        {
            return false;
        }
    }

    private async Task SendAll(CancellationToken cancel)
    {
        var tries = 0;
        for (var last = -1L; ;)
        {
            var (place, offset) = await Place(cancel);
            reached(offset);
            tries = offset > last ? 0 : tries + 1;
            last = offset;
            if (offset == file.Length)
                break;
            try
            {
                await Append(place, offset, cancel);
            }
            catch (Exception broken) when (tries < TriesWithoutProgress && IsPassing(broken, cancel))
            {
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(1 << tries, 20)), cancel);
            }
        }
        _places.Forget();
    }

    // Where the file goes on: at an upload that is under way, else at a new one.
    private async Task<(string Place, long Offset)> Place(CancellationToken cancel)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                if (_places.Known is { } known && await Offset(known, cancel) is { } offset)
                    return (known, offset);
                var begun = await Begin(cancel);
                _places.Keep(begun);
                return (begun, 0);
            }
            catch (Exception broken) when (tries < TriesWithoutProgress && IsPassing(broken, cancel))
            {
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(1 << tries, 20)), cancel);
            }
        }
    }

    private async Task<long?> Offset(string place, CancellationToken cancel)
    {
        try
        {
            using var answer = await gateway.Ask(Request(HttpMethod.Head, place), cancel);
            return long.Parse(answer.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);
        }
        catch (GatewayException refused) when (refused.Status is (int)HttpStatusCode.NotFound or (int)HttpStatusCode.Gone or (int)HttpStatusCode.Forbidden)
        {
            _places.Forget();           // swept after a day, or the platform is another one now
            return null;
        }
    }

    private async Task<string> Begin(CancellationToken cancel)
    {
        using var request = Request(HttpMethod.Post, "uploads");
        request.Headers.Add("Upload-Length", file.Length.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Upload-Metadata", $"filename {Base64(file.Name)},sha256 {Base64(sha256)}");
        using var answer = await gateway.Ask(request, cancel);
        // The address is told from the host's root; what is sent goes below the same root.
        return new Uri(gateway.Server, answer.Headers.Location ?? throw new GatewayException("The platform did not say where the upload goes.")).AbsoluteUri;
    }

    private async Task Append(string place, long offset, CancellationToken cancel)
    {
        await using var content = new CountedStream(file.OpenRead(), read => reached(offset += read));
        content.SkipTo(offset);
        using var request = Request(HttpMethod.Patch, place);
        request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
        request.Content = new StreamContent(content, 1 << 16);
        request.Content.Headers.ContentLength = file.Length - offset;
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        using var answer = await gateway.Ask(request, cancel);
    }

    private static HttpRequestMessage Request(HttpMethod method, string place) =>
        new(method, new Uri(place, UriKind.RelativeOrAbsolute)) { Headers = { { "Tus-Resumable", "1.0.0" } } };

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    // The line, a service that starts again, or the request that the cut left behind and that still holds the upload.
    private static bool IsPassing(Exception broken, CancellationToken cancel) => !cancel.IsCancellationRequested
        && (broken is IOException or HttpRequestException or GatewayException { Status: 0 or 409 or 423 or >= 500 });
}
