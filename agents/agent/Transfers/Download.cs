using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Distribution.Contracts.Rules;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Transfers;

/// <summary>How one try to fetch ended.</summary>
internal enum DownloadEnd
{
    Complete,
    Interrupted,
    Missing,
    Refused,
    Paused,
}

/// <summary>One try to fetch content over HTTP into its part, from where the last try stopped.</summary>
/// <param name="cache">A cache near by, asked first; the server is asked when it gives nothing.</param>
internal sealed class Download(HttpClient http, Uri server, Uri? cache = null, TimeSpan? silence = null, Pace? pace = null)
{
    private readonly Pace pace = pace ?? Pace.Unlimited;
    private readonly TimeSpan silence = silence ?? TimeSpan.FromSeconds(60);
    private readonly HashSet<string> distrusted = [];

    /// <param name="begun">Called when somebody has the content and begins to send it.</param>
    /// <returns>How it ended, and why when it is not complete.</returns>
    public async Task<(DownloadEnd End, string Reason)> Into(string part, ContentReference content, CancellationToken ct, Action? begun = null)
    {
        if (cache is null || distrusted.Contains(content.Sha256))
            return await From(server, part, content, begun, ct);
        var before = Length(part);
        var (end, reason) = await From(cache, part, content, begun, ct);
        // A cache that is only slow or cut off is gone on with: a whole branch that turned to the server would fill the line.
        return end is DownloadEnd.Complete or DownloadEnd.Paused || (end == DownloadEnd.Interrupted && Length(part) > before)
            ? (end, reason)
            : await From(server, part, content, begun, ct);
    }

    /// <summary>What came had another hash: from now on this content is asked of the server alone.</summary>
    public void Distrust(ContentReference content) => distrusted.Add(content.Sha256);

    private static long Length(string part) => new FileInfo(part) is { Exists: true } file ? file.Length : 0;

    private async Task<(DownloadEnd End, string Reason)> From(Uri address, string part, ContentReference content, Action? begun, CancellationToken ct)
    {
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            await using var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
            // A part longer than the content belongs to something else.
            if (file.Length > content.Size)
                file.SetLength(0);
            if (file.Length < content.Size || content.Size == 0)
                return await Fetch(address, file, content, begun, quiet);
            return (DownloadEnd.Complete, "");
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return (DownloadEnd.Interrupted, problem is OperationCanceledException ? $"No byte for {silence.TotalSeconds:0} s." : Connections.Failure.Reason(problem));
        }
    }

    private async Task<(DownloadEnd End, string Reason)> Fetch(
        Uri address, FileStream file, ContentReference content, Action? begun, CancellationTokenSource quiet)
    {
        quiet.CancelAfter(silence);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, content.Path));
        var end = pace.EndOfPiece(file.Length, content.Size);
        if (file.Length > 0 || end < content.Size)
            request.Headers.Range = new RangeHeaderValue(file.Length, end < content.Size ? end - 1 : null);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, quiet.Token);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            return (DownloadEnd.Missing, $"The server has no {Named(content)} ({(int)response.StatusCode}).");
        if (response.StatusCode == HttpStatusCode.Forbidden)
            return (DownloadEnd.Refused, Refusal(content));
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            file.SetLength(0);
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
            return (DownloadEnd.Interrupted, $"The server answered {(int)response.StatusCode} for {Named(content)}.");
        var from = response.StatusCode == HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange?.From ?? 0 : 0;
        if (from != 0 && from != file.Length)
            return (DownloadEnd.Interrupted, $"The server sent the content from byte {from}, not {file.Length}.");
        file.SetLength(from);
        file.Position = from;
        begun?.Invoke();
        return await Copy(response, file, content, quiet);
    }

    private async Task<(DownloadEnd End, string Reason)> Copy(
        HttpResponseMessage response, FileStream file, ContentReference content, CancellationTokenSource quiet)
    {
        await using var body = await response.Content.ReadAsStreamAsync(quiet.Token);
        var buffer = new byte[pace.ReadSize(128 * 1024)];
        var (begun, taken, end) = (Stopwatch.StartNew(), 0L, pace.EndOfPiece(file.Position, content.Size));
        while (end == content.Size || file.Position < end)
        {
            quiet.CancelAfter(silence);
            var read = await body.ReadAsync(end < content.Size ? buffer.AsMemory(0, (int)Math.Min(buffer.Length, end - file.Position)) : buffer, quiet.Token);
            if (read == 0)
                break;
            // More than was announced is never written: a wrong server cannot fill the disk.
            if (file.Position + read > content.Size)
            {
                file.SetLength(0);
                return (DownloadEnd.Interrupted, $"The server sent more than {content.Size:N0} bytes.");
            }
            await file.WriteAsync(buffer.AsMemory(0, read), quiet.Token);
            taken += read;
            await Task.Delay(pace.Rest(taken, begun.Elapsed), quiet.Token);
        }
        file.Flush(flushToDisk: true);
        if (file.Length == end && end < content.Size)
            return (DownloadEnd.Paused, $"{file.Length:N0} of {content.Size:N0} bytes are here.");
        return file.Length == content.Size
            ? (DownloadEnd.Complete, "")
            : (DownloadEnd.Interrupted, $"The connection ended after {file.Length:N0} of {content.Size:N0} bytes.");
    }

    // A signed link is as good as the content itself, and reasons end in reports and logs.
    private static string Named(ContentReference content) => content.Path.Split('?')[0];

    private static string Refusal(ContentReference content) => ContentLinks.ExpiryIn(content.Path) is { } expires
        ? string.Create(CultureInfo.InvariantCulture, $"The server refused the link to {content.FileName} (403), which expires on {DateTimeOffset.FromUnixTimeSeconds(expires):yyyy-MM-dd}: it has expired, or its key is not in use any more. A re-execution brings a new one.")
        : $"The server refused {Named(content)} (403): the instruction brought no signed link. A re-execution brings one.";
}
